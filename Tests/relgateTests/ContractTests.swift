import Testing

@testable import relgate

@Suite("What relgate promises")
struct ContractTests {
  private static let renewal = "run '.ci/contracts BINARY' and commit what it writes"

  @Test("The committed command line is that of this program")
  func commandLine() throws {
    let committed = try sourceFile("Sources/relgate/Contracts/relgate.cli.json")
    let isFresh = try Program.run("dump-cli").output == committed
    #expect(isFresh, Comment(rawValue: Self.renewal))
  }

  @Test(
    "The committed schemas are those of this program", arguments: SchemaCommand.Document.allCases)
  func schemas(_ document: SchemaCommand.Document) throws {
    let committed = try sourceFile("Sources/relgate/Contracts/\(document.rawValue).schema.json")
    let isFresh = try Program.run("schema", document.rawValue).output == committed
    #expect(isFresh, Comment(rawValue: Self.renewal))
  }
}
