package import DataTrees
package import SourceModel

/// The rules of a SARIF 2.1.0 log, by what was found of them.
package enum SarifReport {
  /// Reads a log; total: any bytes give tests or a located problem.
  ///
  /// A rule with a result of level `error` failed, one with another result is warned of, and one
  /// without passed. Results that are suppressed do not count. A run that names no rules passes as
  /// its tool if it says that it was executed; one that says that it was not has failed.
  package static func read(
    _ source: SourceText
  ) -> Result<EvidenceStatement.Tests, ShapeProblem> {
    let reading = DataTree.read(source, syntax: .json)
    if let problem = reading.problems.first {
      return .failure(ShapeProblem(problem.message, at: problem.range, hint: problem.hint))
    }
    guard let tree = reading.tree, let runs = tree.value(of: tree.root, "runs"),
      tree.kind(of: runs) == .array
    else { return .failure(ShapeProblem("the file is no SARIF log", at: SourceRange(0, 0))) }
    var tests = EvidenceStatement.Tests()
    for run in tree.items(of: runs) { add(run, of: tree, to: &tests) }
    return .success(tests)
  }

  private static func add(
    _ run: NodeID, of tree: DataTree, to tests: inout EvidenceStatement.Tests
  ) {
    let driver = tree.value(of: run, "tool").flatMap { tree.value(of: $0, "driver") }
    func text(_ node: NodeID?, _ key: StaticString) -> String? {
      node.flatMap { tree.value(of: $0, key) }.flatMap { tree.string(of: $0) }?.text
    }
    let tool = text(driver, "name") ?? "tool"
    let rules =
      driver.flatMap { tree.value(of: $0, "rules") }.map { Array(tree.items(of: $0)) } ?? []
    var levels: [String: String] = [:]
    for rule in rules {
      guard let id = text(rule, "id") else { continue }
      levels[id] = text(tree.value(of: rule, "defaultConfiguration"), "level") ?? "warning"
    }
    var failed: Set<String> = []
    var warned: Set<String> = []
    let results = tree.value(of: run, "results").map { Array(tree.items(of: $0)) } ?? []
    for result in results {
      let isSuppressed = tree.value(of: result, "suppressions").map { tree.count(of: $0) > 0 }
      let kind = text(result, "kind") ?? "fail"
      if isSuppressed == true || kind == "pass" || kind == "notApplicable" { continue }
      let id = text(result, "ruleId") ?? tool
      let level = text(result, "level") ?? levels[id] ?? "warning"
      if level == "error" { failed.insert(id) } else { warned.insert(id) }
    }
    let invocations = tree.value(of: run, "invocations").map { Array(tree.items(of: $0)) } ?? []
    let successes = invocations.map { invocation in
      tree.value(of: invocation, "executionSuccessful").flatMap { tree.bool(of: $0) } ?? false
    }
    if successes.contains(false) { failed.insert(tool) }
    warned.subtract(failed)
    var passed = Set(levels.keys).subtracting(failed).subtracting(warned)
    let isExecuted = !successes.isEmpty && !successes.contains(false)
    if levels.isEmpty, results.isEmpty, isExecuted { passed.insert(tool) }
    func sorted(_ names: Set<String>) -> [String] { names.sorted { Name($0) < Name($1) } }
    tests.failed += sorted(failed)
    tests.warned += sorted(warned)
    tests.passed += sorted(passed)
  }
}
