import DataTrees
import SourceModel
import Testing

/// Layout moves positions and changes nothing else.
struct LayoutTests {
  private static let yaml = """
    # A description.
    openapi: 3.0.3
    info: {title: "Ünïcode – α", version: '1.0'}
    x-defaults: &defaults
      timeout: 30
      text: |
        one

        two
    paths:
      /pets/{id}:
        get:
          description: >-
            folded
            text
          responses:
            200: {description: ok}
            default:
              <<: *defaults
              timeout: 0x1E
    list:
    - a
    - [b, 'c: d']
    -
    """
  private static let json = """
    {"openapi":"3.0.3","info":{"version":"1.0","title":"Ünïcode – α"},\
    "x-defaults":{"timeout":3e1,"text":"one\\n\\ntwo\\n"},"paths":{"/pets/{id}":{"get":{\
    "description":"folded text","responses":{"200":{"description":"ok"},\
    "default":{"timeout":30,"text":"one\\n\\ntwo\\n"}}}}},"list":["a",["b","c: d"],null]}
    """

  @Test func changesPositionsOnly() throws {
    let base = try tree(Self.json)
    let mark = "\u{FEFF}"
    let yamlLines = Self.yaml.split(separator: "\n", omittingEmptySubsequences: false)
    let twins: [(String, DataSyntax)] = [
      (Self.json, .yaml), (Self.yaml, .yaml), (mark + Self.json, .json), (mark + Self.yaml, .yaml),
      (yamlLines.joined(separator: "\r\n"), .yaml), (yamlLines.joined(separator: "\r"), .yaml),
      (Self.json.split(separator: ",").joined(separator: " ,\r\n\t"), .json),
      ("\n\n# c\n--- # d\n" + Self.yaml + "\n# end\n...\n", .yaml),
      (
        yamlLines.map { $0.hasSuffix("]") || $0.hasSuffix("}") ? $0 + "  # c" : $0 }.joined(
          separator: "\n"), .yaml
      ),
    ]
    for (text, syntax) in twins {
      let twin = try tree(text, syntax)
      #expect(DataTree.equal(base, base.root, twin, twin.root))
      #expect(base.hash(of: base.root) == twin.hash(of: twin.root))
      #expect(base.content == twin.content)
    }
  }
}
