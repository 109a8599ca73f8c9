import DataTrees
import SourceModel
import Testing

/// Hostile input gives a located problem within its budget.
struct LimitTests {
  private func refusal(
    _ text: String, _ syntax: DataSyntax, _ change: (inout TreeLimits) -> Void = { _ in }
  ) -> TreeProblem? {
    var limits = TreeLimits()
    change(&limits)
    let reading = DataTree.read(SourceText(path: "file", text), syntax: syntax, limits: limits)
    return reading.tree == nil ? reading.problems.last : nil
  }

  @Test(arguments: [("[", 512), ("{\"a\":", 512 * 5), (" [ ", 512 * 3 + 1)])
  func tenThousandLevels(_ opening: String, _ place: Int) throws {
    let text = String(repeating: opening, count: 10_000)
    for syntax in DataSyntax.allCases {
      let problem = try #require(refusal(text, syntax))
      #expect(problem.code == .tooDeep)
      #expect(problem.message == "values were nested deeper than 512 levels")
      #expect(problem.range == SourceRange(place, place + 1))
    }
  }

  @Test(arguments: [
    ("- ", TreeProblem.Code.tooDeep), ("{a: ", .tooDeep), ("? ", .complexKey),
    ("? - ", .complexKey),
    ("[? ", .complexKey), ("!t [", .tooDeep),
  ])
  func tenThousandLevelsOfYAML(_ opening: String, _ code: TreeProblem.Code) {
    #expect(refusal(String(repeating: opening, count: 10_000), .yaml)?.code == code)
  }

  @Test func theDeepestThatIsAllowed() {
    let text = String(repeating: "[", count: 512) + String(repeating: "]", count: 512)
    #expect(refusal(text, .json) == nil)
    #expect(refusal(text, .yaml) == nil)
    #expect(refusal("[" + text + "]", .json)?.code == .tooDeep)
    #expect(refusal("[" + text + "]", .yaml)?.code == .tooDeep)
  }

  @Test func theDeepestIsComparedAndWritten() throws {
    let text = String(repeating: "[{\"a\":", count: 256) + "1" + String(repeating: "}]", count: 256)
    let tree = try tree(text)
    #expect(tree.content == text)
    #expect(DataTree.equal(tree, tree.root, tree, tree.root))
  }

  @Test func indentationOfTenThousandLevels() {
    let text = (0..<10_000).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
    #expect(refusal(text, .yaml)?.code == .tooDeep)
  }

  @Test func aliasesThatMultiplyNodes() throws {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...20 {
      let items = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(items)]\n"
    }
    let problem = try #require(refusal(text, .yaml))
    #expect(problem.code == .aliasExpansion)
    #expect(Array(text.utf8)[problem.range.indices].first == UInt8(ascii: "*"))
  }

  @Test func aliasesInManyPlacesAddUp() {
    let items = Array(repeating: "- [*x]\n", count: 2_000).joined()
    let list = Array(repeating: "1", count: 1_000).joined(separator: ", ")
    #expect(refusal("- &x [\(list)]\n" + items, .yaml)?.code == .aliasExpansion)
  }

  @Test func aliasesThatMultiplyDepth() throws {
    var text = "a0: &a0 [x]\n"
    for level in 1...600 { text += "a\(level): &a\(level) [*a\(level - 1)]\n" }
    #expect(refusal(text, .yaml)?.code == .tooDeep)
  }

  @Test func mergeKeysThatMultiplyMembers() throws {
    let members = (0..<2_000).map { "k\($0): 1" }.joined(separator: ", ")
    let merges = (0..<2_000).map { "- {<<: *x, own: \($0)}\n" }.joined()
    #expect(refusal("- &x {\(members)}\n" + merges, .yaml)?.code == .aliasExpansion)
    let list =
      "- &x {\(members)}\n- {<<: [" + Array(repeating: "*x", count: 2_000).joined(separator: ", ")
      + "]}\n"
    #expect(refusal(list, .yaml)?.code == .aliasExpansion)
  }

  @Test func aliasesBelowTheLimitCostTheirSize() throws {
    let text = "- &x [1, 2, 3]\n" + String(repeating: "- *x\n", count: 10)
    #expect(refusal(text, .yaml) { $0.expandedNodes = 40 } == nil)
    #expect(refusal(text, .yaml) { $0.expandedNodes = 39 }?.code == .aliasExpansion)
  }

  @Test func bytesAndNodes() throws {
    #expect(refusal("[1,2]", .json) { $0.bytes = 5 } == nil)
    #expect(refusal("[1,2]", .json) { $0.bytes = 4 }?.code == .tooLarge)
    #expect(refusal("[1,2]", .json) { $0.nodes = 3 } == nil)
    let problem = try #require(refusal("[1,23]", .json) { $0.nodes = 2 })
    #expect(problem.code == .tooManyNodes)
    #expect(problem.range.lower == 3)
    #expect(refusal("[1, 2]", .yaml) { $0.nodes = 2 }?.code == .tooManyNodes)
  }

  @Test(arguments: [DataSyntax.json, .yaml])
  func fiftyMegabytesOfOneString(_ syntax: DataSyntax) throws {
    let count = 50_000_000
    let end: [UInt8] = [0x5C, 0x6E, 0x22]
    let bytes = [0x22] + [UInt8](repeating: 0x61, count: count) + end
    let tree = try #require(read(bytes: bytes, syntax).tree)
    #expect(tree.string(of: tree.root)?.bytes.count == count + 1)
    #expect(tree.range(of: tree.root) == SourceRange(0, count + 4))
  }

  @Test func aFileOfDuplicatesIsToldByTheFirstHundred() throws {
    let text = "{" + Array(repeating: "\"a\":1", count: 50_000).joined(separator: ",") + "}"
    let reading = read(text)
    #expect(reading.problems.count == 100)
    #expect(reading.tree.map { $0.count(of: $0.root) } == 50_000)
  }
}
