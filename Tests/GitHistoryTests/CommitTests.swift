import GitHistory
import HistoryBuilding
import SourceModel
import Testing

@Suite struct CommitTests {
  @Test(arguments: [
    "Subject\n\nBody.\n\nReviewed-by: A <a@b>\nTicket: X-1",
    "Subject\ncontinued\n\nNo trailers: here, because\nthis is prose.\n",
    "\n\nSubject after blank lines",
    "Subject\n\nOne: 1\nTwo: 2\n three\n",
    "",
  ])
  func readsMessagesAsGitDoes(message: String) throws {
    let scratch = try Scratch()
    var history = try HistoryBuilder(at: scratch("r"))
    let id = try history.commit([:], message: message)
    let commit = try Repository(at: scratch("r")).commit(id)
    let subject = try GitProgram.run("log", "-1", "--format=%s", in: scratch("r"))
    #expect(commit.subject == String(decoding: subject.dropLast(), as: UTF8.self))
    let trailers = try GitProgram.run(
      "log", "-1", "--format=%(trailers:only,unfold)", in: scratch("r"))
    let lines = try commit.trailers().map { trailer in
      "\(trailer.key.text): \(trailer.value.text.split(separator: "\n").joined())\n"
    }
    #expect(lines.joined() + "\n" == String(decoding: trailers, as: UTF8.self))
    #expect(commit.author.name == "relgate")
    #expect(commit.author.mail == "relgate@example.invalid")
    #expect(commit.committer.seconds == HistoryBuilder.start)
    #expect(!commit.isSigned)
  }

  @Test func findsSignaturesAndOddNames() throws {
    let scratch = try Scratch()
    try GitProgram.run("init", "-q", "--bare", "r", in: scratch.path)
    let text = """
      tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904
      author A <> B <a@b> 1 +0000
      committer  <> -5 +0000
      gpgsig -----BEGIN SSH SIGNATURE-----
       parent 4b825dc642cb6eb9a060e54bf8d69288fbee4904
       -----END SSH SIGNATURE-----

      Subject
      """
    let hex = try write(text, in: scratch)
    let repository = try Repository(at: scratch("r"))
    let commit = try repository.commit(try #require(ObjectID(hex)))
    #expect(commit.isSigned)
    #expect(commit.parents.isEmpty)
    #expect(commit.author.name == "A <> B")
    #expect(commit.committer.seconds == -5)
    #expect(commit.subject == "Subject")
    #expect(try repository.revision(hex).date?.description == "1969-12-31")
  }

  @Test func takesSignaturesOutOfCommits() throws {
    let scratch = try Scratch()
    try GitProgram.run("init", "-q", "--bare", "r", in: scratch.path)
    let start = """
      tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904
      author A <a@b> 1 +0000
      committer A <a@b> 1 +0000

      """
    let message = "\nSubject\n\ngpgsig no header\n no more\n"
    let other = "gpgsig-sha256 other\n signature\n"
    let repository = try Repository(at: scratch("r"))
    func signed(_ header: String) throws -> (signature: String, payload: String)? {
      let hex = try write(start + header + message, in: scratch)
      return try repository.signedPayload(of: try #require(ObjectID(hex))).map {
        (String(decoding: $0.signature, as: UTF8.self), String(decoding: $0.payload, as: UTF8.self))
      }
    }
    let plain = try #require(try signed("gpgsig first\n second\n \n  third\nencoding x\n y\n"))
    #expect(plain.signature == "first\nsecond\n\n third\n")
    #expect(plain.payload == start + "encoding x\n y\n" + message)
    let both = try #require(try signed("encoding x\n\(other)gpgsig one\n\(other)"))
    #expect(both.signature == "one\n")
    #expect(both.payload == start + "encoding x\n" + message)
    let several = try #require(try signed("gpgsig one\nmergetag x\n gpgsig y\ngpgsig two\n"))
    #expect(several.signature == "one\ntwo\n")
    #expect(several.payload == start + "mergetag x\n gpgsig y\n" + message)
    #expect(try signed(other) == nil)
    #expect(try signed("") == nil)
    let tree = try #require(ObjectID("4b825dc642cb6eb9a060e54bf8d69288fbee4904"))
    #expect(throws: GitError.self) { try repository.signedPayload(of: tree) }
  }

  /// Writes a commit that git itself would not.
  private func write(_ commit: String, in scratch: Scratch) throws -> String {
    try scratch.write(commit, to: "commit")
    let output = try GitProgram.run(
      "hash-object", "--literally", "-t", "commit", "-w", scratch("commit"), in: scratch("r"))
    return String(decoding: output.dropLast(), as: UTF8.self)
  }
}
