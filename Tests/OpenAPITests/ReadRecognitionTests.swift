import FormatKit
import OpenAPI
import SourceModel
import Testing

/// Which files are taken for the root of a description, by their top-level members alone.
struct ReadRecognitionTests {
  @Test(arguments: [
    #"{"openapi": "3.0.0", "info": {}}"#, #"{"info": {}, "openapi": "3.1.1"}"#,
    #"{"swagger":"2.0","paths":{}}"#, #"{"swagger": 2.0, "info": {}}"#,
    "\u{FEFF}{\"openapi\":\"3.0\",\"info\":{}}", "\n\t {\n\"openapi\" : \"3.0.3\" , \"paths\": {}}",
    #"{"x-a": {"k": "}\"{", "l": [1, "]"]}, "openapi": "3.0.3", "paths": {}}"#,
    "openapi: 3.0.3\ninfo: {}", "openapi: \"3.1.0\"\npaths: {}\n",
    "'openapi': '3.1.0'\r\ninfo:\r\n",
    "---\n# comment\nopenapi: 3.0.0 # why\ninfo:\n  title: a\n", "swagger: '2.0'\ninfo: {}\n",
    "swagger: 2.0\ninfo: {}\n", "%YAML 1.2\n---\nopenapi: 3.0.0\ncomponents: {}\n",
    "info:\n  title: a\n  openapi: 9\npaths:\n  /a: {}\nopenapi: &v 3.0.0\n",
    "  openapi: 3.0.0\n  info: {}\n", "{openapi: 3.0.0, info: {title: it's}}",
    "{info: {title: \"a\", x: 'b}'}, openapi: '3.0.0'}",
    "{\"openapi\": \"3.0.0\",\n# c }\n info: {}}",
    "openapi: !!str 3.1.0\nwebhooks: {}\n", "swagger: \"2.0\"\ndefinitions:\n  a: {}\n",
    "x: |\n  openapi: 1\n\n  more\nopenapi: 3.0.0\ninfo: {}\n",
    "--- {\"openapi\": \"3.0.0\", \"info\": {}}",
  ])
  func certain(_ text: String) {
    #expect(recognition(text) == .certain)
  }

  @Test(arguments: [
    ("openapi: 3.2.0\ninfo: {}\n", "3.2.0"), (#"{"openapi":"4.0.0","info":{}}"#, "4.0.0"),
    ("swagger: '1.2'\ninfo: {}\n", "1.2"), ("openapi: 2.0\ninfo: {}\n", "2.0"),
    ("openapi: 3\ninfo: {}\n", "3"), ("openapi: 3.10.0\ninfo: {}\n", "3.10.0"),
    ("swagger: 3.0.0\ninfo: {}\n", "3.0.0"),
  ])
  func unknownVersion(_ text: String, _ version: String) {
    #expect(recognition(text) == .unknownVersion(version))
  }

  @Test(arguments: [
    "", "{", "[", "{}", "[]", "null", "openapi", "openapi:", "# openapi: 3.0.0\ninfo: {}\n",
    #"[{"openapi": "3.0.0", "info": {}}]"#, "- openapi: 3.0.0\n  info: {}\n",
    #"{"docs": {"openapi": "3.0.0", "info": {}}}"#,
    #"{"text": "\"openapi\": \"3.0.0\"", "info": 1}"#,
    #"{"openapi": {"version": "3.0.0"}, "info": {}}"#, #"{"openapi": "./api.yaml", "info": {}}"#,
    #"{"openapi": "3.0.0"}"#, "openapi: 3.0.0\n", "openapi: spec.yaml\ninfo: {}\n",
    "asyncapi: 3.0.0\ninfo: {title: openapi}\nchannels: {}\n",
    "info:\n  openapi: 3.0.0\npaths: {}\n", "a: |\n  openapi: 3.0.0\n  info: {}\n",
    #"{"info": {"schema": "https://schema.getpostman.com/openapi"}, "item": []}"#,
    "overlay: 1.0.0\ninfo: {}\nextends: openapi.yaml\n", "swagger: true\ninfo: {}\n",
    "a: 1\n---\nopenapi: 3.0.0\ninfo: {}\n", "a: 1\n...\nopenapi: 3.0.0\ninfo: {}\n",
    "openapi: 3.x\ninfo: {}\n", "openapi-version: 3.0.0\ninfo: {}\n", "openapi:3.0.0\ninfo: {}\n",
  ])
  func no(_ text: String) {
    #expect(recognition(text) == .no)
  }

  /// Whatever is cut off or put in, the scan ends.
  @Test func total() {
    let texts = [
      #"{"openapi": "3.0.0", "a": {"b": ["c", 'd']}, "info": {}}"#,
      "---\n'openapi' : \"3.0.0\" # c\ninfo:\n  a: [b, {c: d}]\n",
    ]
    for text in texts {
      let bytes = Array(text.utf8)
      for index in bytes.indices {
        _ = OpenAPIFormat.recognize(SourceText(path: "a", bytes: Array(bytes[..<index])))
        for byte in Array("\"'{}[]:\\,#\n-".utf8) {
          var mutant = bytes
          mutant[index] = byte
          mutant += Array("\nopenapi".utf8)
          _ = OpenAPIFormat.recognize(SourceText(path: "a", bytes: mutant))
        }
      }
    }
  }

  private func recognition(_ text: String) -> Recognition {
    OpenAPIFormat.recognize(SourceText(path: "api.yaml", text))
  }
}
