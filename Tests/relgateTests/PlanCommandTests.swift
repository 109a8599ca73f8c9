import Foundation
import HistoryBuilding
import SourceModel
import Testing

@Suite("relgate plan")
struct PlanCommandTests {
  private typealias Scene = ReleaseFolderScene

  @Test("The folder is written, and a second run changes nothing")
  func written() throws {
    try Scene.build { directory in
      let first = try Program.run("plan", "--repo", directory)
      #expect(first.exitCode == 0, "\(first.errors)")
      let lines = first.output.split(separator: "\n").filter { $0.hasPrefix("written  ") }
      #expect(
        lines.map { $0.dropFirst(11) }
          == [
            "release.yaml", "COMPATIBILITY_CONTRACT.md", "MIGRATION_PLAN.md", "ROLLOUT_PLAN.md",
            "ROLLBACK_PLAN.md", "VALIDATION_CHECKLIST.md",
          ].map { "releases/next/\($0)" })
      let record = try Scene.text("releases/next/release.yaml", in: directory)
      #expect(record.contains("version: \"2.0.0\"\nstate: draft\ntype: major\n"))
      #expect(record.contains("  from: v1.0.0\n  to: \"2.0.0\"\n"))
      #expect(record.contains("- rule: sql/column-renamed\n      element: orders.total\n"))
      #expect(record.contains("- lever: down:db/migrations/0002_b.down.sql\n"))
      let contract = try Scene.text("releases/next/COMPATIBILITY_CONTRACT.md", in: directory)
      #expect(contract.contains("```yaml\ntotal: {type: number}\n```"))

      let second = try Program.run("plan", "--repo", directory)
      #expect(
        second.output.split(separator: "\n").prefix(6).allSatisfy {
          $0.hasPrefix("unchanged  ")
        })
      #expect(try Scene.text("releases/next/release.yaml", in: directory) == record)
    }
  }

  @Test("The version names the folder, the preset gives the stages, and a runbook is extra")
  func options() throws {
    try Scene.build { directory in
      let outcome = try Program.run(
        "plan", "v1.0.0..HEAD", "--version", "2.0.0", "--preset", "quarters", "--runbook",
        "--repo", directory)
      #expect(outcome.exitCode == 0, "\(outcome.errors)")
      let record = try Scene.text("releases/2.0.0/release.yaml", in: directory)
      #expect(record.contains("preset: quarters"))
      let runbook = try Scene.text("releases/2.0.0/RUNBOOK.md", in: directory)
      #expect(runbook.contains("| T+30m | TBD: the role | TBD: the command that migrates |"))
      let named = try Program.run(
        "plan", "--output-folder", "docs/release", "--repo", directory)
      #expect(named.exitCode == 0)
      #expect(try Scene.text("docs/release/release.yaml", in: directory).hasPrefix("schema: "))
    }
  }

  @Test("What a check demands is what is planned: for deployments, and where a pack wants all")
  func demanded() throws {
    let files: [RepositoryPath: BuiltFile] = [
      ".relgate.yaml": .text("schema: relgate/config/1\npacks: [ours.yaml]\n"),
      "ours.yaml": .text(
        """
        schema: relgate/pack/1
        name: ours
        release: {documents: full}

        """),
      "api/openapi.yaml": Scene.before["api/openapi.yaml"] ?? .text(""),
      "deploy/api.yaml": .text("replicas: 2\n"),
      "db/migrations/0002_b.up.sql": .text("alter table orders add column note text;\n"),
      "db/migrations/0002_b.down.sql": .text("alter table orders drop column note;\n"),
    ]
    try Scene.build(files) { directory in
      let outcome = try Program.run(
        "plan", "v1.0.0..HEAD", "--version", "1.1.0", "--policy-from", "HEAD", "--repo", directory)
      #expect(outcome.exitCode == 0, "\(outcome.errors)")
      let written = outcome.output.split(separator: "\n").filter { $0.hasPrefix("written  ") }
      #expect(
        written.map { $0.dropFirst(11) }
          == [
            "release.yaml", "MIGRATION_PLAN.md", "ROLLOUT_PLAN.md", "ROLLBACK_PLAN.md",
            "VALIDATION_CHECKLIST.md", "RUNBOOK.md", "COMMUNICATION.md",
          ].map { "releases/1.1.0/\($0)" })
      let again = try Program.run(
        "plan", "v1.0.0..HEAD", "--version", "1.1.0", "--policy-from", "HEAD", "--repo", directory)
      #expect(
        again.output.split(separator: "\n").filter { $0.hasPrefix("unchanged  ") }.count == 7)
    }
  }

  @Test("What people wrote in the checked-out files is kept")
  func kept() throws {
    try Scene.build { directory in
      _ = try Program.run("plan", "--repo", directory)
      let path = "releases/next/ROLLBACK_PLAN.md"
      let edited = try Scene.text(path, in: directory).replacingOccurrences(
        of: "TBD: write the commands in order, as they are to be run",
        with: "1. Run `make back`.\n2. Call Ada.")
      try Scene.write(edited, to: path, in: directory)
      let outcome = try Program.run("plan", "--repo", directory)
      #expect(outcome.output.contains("unchanged  \(path)\n"))
      #expect(try Scene.text(path, in: directory) == edited)
    }
  }

  @Test("In a bare repository, and with --dry-run, the files are printed")
  func printed() throws {
    let bare = try Scene.build(bare: true) { try Program.run("plan", "--repo", $0) }
    #expect(bare.exitCode == 0)
    #expect(bare.output.hasPrefix("-- file: releases/next/release.yaml\nschema: "))
    #expect(bare.output.contains("\n-- file: releases/next/ROLLBACK_PLAN.md\n# Rollback plan\n"))
    try Scene.build { directory in
      let dry = try Program.run("plan", "--dry-run", "--repo", directory)
      #expect(dry.output == bare.output)
      #expect(!FileManager.default.fileExists(atPath: directory + "/releases"))
    }
  }

  @Test("A Git directory that does not say whether it is bare has no work tree to write to")
  func unconfigured() throws {
    try Scene.build(bare: true) { directory in
      try FileManager.default.removeItem(atPath: directory + "/config")
      let outcome = try Program.run("plan", "--repo", directory)
      #expect(outcome.output.hasPrefix("-- file: releases/next/release.yaml\n"))
      let around = URL(fileURLWithPath: directory).deletingLastPathComponent().path
      #expect(!FileManager.default.fileExists(atPath: around + "/releases"))
    }
  }

  @Test("A version that is none, and a folder outside, are refused")
  func refused() throws {
    try Scene.build { directory in
      let version = try Program.run("plan", "--version", "soon", "--repo", directory)
      #expect(version.exitCode == 2)
      #expect(version.errors.hasPrefix("relgate: 'soon' is no version\n"))
      let folder = try Program.run("plan", "--output-folder", "../x", "--repo", directory)
      #expect(folder.exitCode == 2)
      #expect(folder.errors.hasPrefix("relgate: '../x' is no folder of the repository\n"))
    }
  }
}
