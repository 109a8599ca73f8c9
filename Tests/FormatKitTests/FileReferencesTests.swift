import FormatKit
import SourceModel
import Testing

@Suite("A cheap look for references to files")
struct FileReferencesTests {
  private func mayStand(_ text: String) -> Bool {
    FileReferences.mayStand(in: SourceText(path: "api.yaml", text))
  }

  @Test(
    "References inside the document are sure",
    arguments: [
      "", "openapi: 3.0.3", "$ref: '#/a'", ##"{"$ref": "#/a", "$ref" : "#"}"##,
      "'$ref':\n  \"#/b\"",
      #"{"description": "costs $5 \u00e9"}"#,
    ])
  func local(_ text: String) {
    #expect(!mayStand(text))
  }

  @Test(
    "Anything else may lead to a file",
    arguments: [
      "$ref: other.yaml", ##"{"$ref": "other.json#/a"}"##, "$ref: '#/a'\n$ref: 'b.yaml'",
      // A comment, then a file.
      "$ref: #/a\n  other.yaml", "$ref: *file", "? $ref\n: other.yaml", "&key $ref : '#/a'",
      #"{"\u0024ref": "other.json"}"#, #""\x24ref": other.yaml"#, "? \"$r\\\n  ef\"\n: other.yaml",
      "?\n  \"$r\\\n  ef\"\n: other.yaml", "$ref", "$ref:",
    ])
  func other(_ text: String) {
    #expect(mayStand(text))
  }
}
