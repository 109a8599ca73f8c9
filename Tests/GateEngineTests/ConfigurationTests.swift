import DataTrees
import GateEngine
import HistoryBuilding
import ReleaseModel
import SourceModel
import Testing

@Suite("Configuration")
struct ConfigurationTests {
  private func read(_ text: String) -> Result<Configuration, ConfigurationError> {
    ConfigurationSchema(formats: ["notes", "openapi"])
      .read(SourceText(path: Configuration.path, text))
  }

  private func problems(_ text: String) -> [String] {
    guard case .failure(let error) = read(text) else { return [] }
    let listed = Gate.problemRules.map(\.id)
    #expect(error.problems.allSatisfy { listed.contains($0.rule) })
    return error.problems.map { "\($0.line):\($0.column) \($0.message) | \($0.hint ?? "")" }
  }

  @Test("Every key is read")
  func whole() throws {
    let configuration = try read(
      """
      schema: relgate/config/1
      components: [{name: api, paths: ["api/**"], tags: "api/v*"}]
      contracts:
        - format: openapi
          paths: [api/openapi.yaml]
      exclude: [old/**]
      """
    ).get()
    #expect(configuration.components.map(\.name) == ["api"])
    #expect(configuration.components.first?.tags?.pattern == "api/v*")
    #expect(configuration.contracts.first?.format == "openapi")
    #expect(configuration.contracts.first?.paths.map(\.pattern) == ["api/openapi.yaml"])
    #expect(configuration.exclude.map(\.pattern) == ["old/**"])
  }

  @Test("Unknown keys and values are named with their place and the nearest spelling")
  func unknown() {
    #expect(
      problems("schema: relgate/config/1\nexcludes: []\n") == [
        "2:1 the key 'excludes' is unknown | Did you mean 'exclude'?"
      ])
    #expect(
      problems("schema: relgate/config/1\ncontracts: [{format: opanapi, paths: []}]\n") == [
        "2:22 the format 'opanapi' is unknown | Did you mean 'openapi'?"
      ])
    #expect(
      problems("schema: relgate/config/1\ncomponents: [{name: a}]\nexclude: [1, /x]\n") == [
        "2:14 the key 'paths' is missing | ", "3:11 a string was expected | ",
        "3:14 patterns are anchored at the root: drop the first '/' | ",
      ])
    #expect(
      problems("exclude: [a]\n") == ["1:1 the key 'schema' is missing | "])
    #expect(problems("[]") == ["1:1 an object was expected | "])
    #expect(problems("a: [").count == 1)
  }

  @Test("An empty list of packs is no gate")
  func noPacks() {
    #expect(
      problems("schema: relgate/config/1\npacks: []\n") == [
        "2:8 the list of packs is empty | Name 'builtin:core', or leave the key out."
      ])
  }

  @Test("A configuration that cannot be used stops the run")
  func stops() throws {
    #expect(throws: GateError.self) {
      try Gate.notes.run(["a": "1"], ["a": "2", ".relgate.yaml": "schema: relgate/config/2\n"])
    }
  }
}
