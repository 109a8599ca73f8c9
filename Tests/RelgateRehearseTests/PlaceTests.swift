import Foundation
import GitHistory
import HistoryBuilding
import Rehearsals
import SourceModel
import Testing

@Suite(
  "Where a rehearsal takes place", .serialized,
  .enabled(if: Server.isInstalled, "no PostgreSQL server is installed"))
struct PlaceTests {
  private static let plan = RehearsalPlan(
    base: [PlannedScript("base.sql", .wrapped, ["CREATE TABLE t (a int)"])],
    [
      PlannedMigration(
        "m", up: ["ALTER TABLE t ADD COLUMN b int"], down: ["ALTER TABLE t DROP COLUMN b"])
    ])
  private static let sleep = RehearsalPlan([
    PlannedMigration("m", up: ["SELECT pg_sleep(600)"])
  ])

  @Test("An empty database is rehearsed in, one with objects only if that is asked for")
  func server() throws {
    try Server.with { server in
      try server.run("CREATE DATABASE scratch")
      let url = server.url("scratch")
      let first = try Rehearsing.run(Self.plan, "--quiet", "--server", url)
      #expect(first.exitCode == 0)
      #expect(first.result?.server.isEphemeral == false)
      #expect(first.result?.chains.map(\.base) == [.built])
      let columns = "SELECT count(*) FROM information_schema.columns WHERE table_name = 't'"
      #expect(try server.run(columns, in: "scratch") == "2")

      let second = try Rehearsing.run(Self.plan, "--quiet", "--server", url)
      #expect(second.exitCode == 2)
      #expect(second.result == nil)
      #expect(second.errors.contains("the database is not empty"))
      #expect(try server.run(columns, in: "scratch") == "2")

      try server.run("ALTER TABLE t DROP COLUMN b", in: "scratch")
      let third = try Rehearsing.run(Self.plan, "--quiet", "--server", url, "--into-existing")
      #expect(third.exitCode == 0)
      #expect(third.result?.chains.map(\.base) == [.found])
      let databases = "SELECT string_agg(datname, ' ' ORDER BY datname) FROM pg_database"
      #expect(try server.run(databases) == "postgres scratch template0 template1")
    }
  }

  @Test("An interrupted rehearsal leaves no session behind")
  func interruptedServer() throws {
    try Server.with { server in
      try withTemporaryDirectory { folder in
        let process = try Rehearsing.start(
          Self.sleep, ["--server", server.url("postgres")], output: folder + "/output",
          errors: folder + "/errors")
        let sessions =
          "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'relgate-rehearse' "
          + "AND query LIKE '%pg_sleep(600)%'"
        #expect(Rehearsing.waits { (try? server.run(sessions)) == "1" })
        kill(process.processIdentifier, SIGINT)
        process.waitUntilExit()
        #expect(process.terminationStatus == 128 + SIGINT)
        #expect(Rehearsing.waits { (try? server.run(sessions)) == "0" })
      }
    }
  }

  @Test("A server that is not there is said to be")
  func noServer() throws {
    let outcome = try Rehearsing.run(Self.plan, "--server", "postgresql:///x?host=/nowhere")
    #expect(outcome.exitCode == 2)
    #expect(outcome.errors.contains("the server was not reached"))
    let none = try Rehearsing.run(Self.plan, "--bin", "/nowhere")
    #expect(none.exitCode == 2)
    #expect(none.errors.contains("'/nowhere' holds no PostgreSQL server"))
  }

  @Test(
    "However a rehearsal ends, its server and its folder go",
    arguments: [SIGINT, SIGTERM, SIGHUP, SIGKILL])
  func cleaned(_ signal: Int32) throws {
    try withTemporaryDirectory { folder in
      let process = try Rehearsing.start(
        Self.sleep, ["--ephemeral"], output: folder + "/output", errors: folder + "/errors")
      var cluster: String?
      #expect(
        Rehearsing.waits {
          cluster = Rehearsing.cluster(of: process.processIdentifier)
          return cluster.map { FileManager.default.fileExists(atPath: $0 + "/data/postmaster.pid") }
            ?? false
        })
      try expectEnd(of: try #require(cluster)) {
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
      }
      if signal != SIGKILL { #expect(process.terminationStatus == 128 + signal) }
      #expect(try Data(contentsOf: URL(fileURLWithPath: folder + "/output")).isEmpty)
    }
  }

  @Test("They go while the server is still being made, too")
  func cleanedEarly() throws {
    try withTemporaryDirectory { folder in
      let process = try Rehearsing.start(
        Self.sleep, [], output: folder + "/output", errors: folder + "/errors")
      var cluster: String?
      #expect(
        Rehearsing.waits {
          cluster = Rehearsing.cluster(of: process.processIdentifier)
          return cluster != nil
        })
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      let place = try #require(cluster)
      #expect(Rehearsing.waits { !FileManager.default.fileExists(atPath: place) })
    }
  }

  /// Expects that a private server runs, and that neither it nor its folder is there afterwards.
  private func expectEnd(of cluster: String, _ end: () -> Void) throws {
    var server: Int32?
    #expect(
      Rehearsing.waits {
        let text = try? String(contentsOfFile: cluster + "/data/postmaster.pid", encoding: .utf8)
        server = text?.split(separator: "\n").first.flatMap { Int32($0) }
        return (server ?? 0) > 0
      })
    let process = try #require(server)
    #expect(kill(process, 0) == 0)
    end()
    #expect(Rehearsing.waits { !FileManager.default.fileExists(atPath: cluster) })
    #expect(kill(process, 0) != 0)
  }
}

@Suite(
  "relgate rehearse", .serialized,
  .enabled(if: Server.isInstalled, "no PostgreSQL server is installed"))
struct RehearseCommandTests {
  private static let first: [RepositoryPath: BuiltFile] = [
    "migrations/2024-01-01-000000_users/up.sql": .text("CREATE TABLE users (id int);\n"),
    "migrations/2024-01-01-000000_users/down.sql": .text("DROP TABLE users;\n"),
  ]

  private func relgate(_ arguments: [String]) throws -> (exitCode: Int32, output: String) {
    try withTemporaryDirectory { folder in
      let process = Process()
      process.executableURL = URL(fileURLWithPath: Rehearsing.folder + "/relgate")
      process.arguments = arguments
      let output = URL(fileURLWithPath: folder + "/output")
      try Data().write(to: output)
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = try FileHandle(forWritingTo: output)
      process.standardError = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      return (process.terminationStatus, try String(contentsOf: output, encoding: .utf8))
    }
  }

  private func withHistory(
    _ up: String, _ down: String, _ body: (String) throws -> Void
  ) throws {
    try withTemporaryDirectory { folder in
      let directory = folder + "/repository"
      var builder = try HistoryBuilder(at: directory, bare: true)
      try builder.tag("v1.0.0", at: try builder.commit(Self.first))
      var second = Self.first
      second["migrations/2024-02-01-000000_age/up.sql"] = .text(up)
      second["migrations/2024-02-01-000000_age/down.sql"] = .text(down)
      _ = try builder.commit(second)
      try body(directory)
    }
  }

  @Test("The migrations since the last release are run, and told in words")
  func text() throws {
    try withHistory(
      "-- Age.\nALTER TABLE users ADD COLUMN age int;\n", "ALTER TABLE users DROP COLUMN age;\n"
    ) { directory in
      let run = try relgate(["rehearse", "--repo", directory])
      #expect(run.exitCode == 0)
      let lines = run.output.split(separator: "\n").dropFirst().map(String.init)
      #expect(
        lines == [
          "migrations (diesel), on the schema of 1 script",
          "  2024-02-01-000000_age  restored exactly",
          "      line 2: ACCESS EXCLUSIVE on public.users blocks reads and writes",
          "1 migration: 1 restored exactly",
        ])
    }
  }

  @Test("A way down that does not restore blocks, and JSON says what differs")
  func json() throws {
    try withHistory("ALTER TABLE users ADD COLUMN age int;\n", "SELECT 1;\n") { directory in
      let run = try relgate(["rehearse", "--repo", directory, "--format", "json"])
      #expect(run.exitCode == 1)
      let source = SourceText(path: "result", run.output)
      let result = try RehearsalResultSchema.read(source).get()
      let migration = try #require(result.chains.first?.migrations.first)
      #expect(migration.outcome == .differs)
      #expect(
        migration.differences == [
          SchemaDifference(
            kind: "column", name: "public.users.age", before: nil, after: "integer")
        ])
      #expect(migration.up.file.blob == "9e4d4f13103bd2e2467ded14632c8cc98fb75c25")
      #expect(result.range.before?.count == 40)
    }
  }

  @Test("A range without migrations asks for nothing")
  func nothing() throws {
    try withHistory("SELECT 1;\n", "SELECT 1;\n") { directory in
      let run = try relgate(["rehearse", "--repo", directory, "HEAD..HEAD"])
      #expect(run.exitCode == 0)
      #expect(run.output == "")
    }
  }
}
