import DataTrees
package import ReleaseModel
package import SourceModel

extension Waiver {
  /// A waiver file that excuses exactly one finding, ready to be added to the policy revision.
  ///
  /// - Parameters:
  ///   - reason: Why; a sentence with the finding's own words if it is left out.
  ///   - maxDays: The policy's longest time, which it takes in full.
  ///   - ticket: Where the exception is discussed, if the policy demands it.
  package static func yaml(
    for finding: Finding, owner: String, reason: String? = nil, asOf: CalendarDate, maxDays: Int,
    ticket: String? = nil
  ) -> [UInt8] {
    let scope = Scope(
      rule: finding.rule, path: finding.path, element: finding.element,
      fingerprint: finding.fingerprint, message: finding.message)
    return yaml(scope, owner, reason, asOf, maxDays, ticket)
  }

  /// A waiver file that excuses exactly one problem.
  package static func yaml(
    for problem: Problem, owner: String, reason: String? = nil, asOf: CalendarDate, maxDays: Int,
    ticket: String? = nil
  ) -> [UInt8] {
    let scope = Scope(
      rule: problem.rule, path: problem.path, element: "", fingerprint: problem.fingerprint,
      message: problem.message)
    return yaml(scope, owner, reason, asOf, maxDays, ticket)
  }

  /// Where such a file belongs: `waivers/openapi-response-removed-1a2b3c4d.yaml`.
  package static func path(for rule: RuleID, fingerprint: String) -> RepositoryPath {
    let name = rule.text.map { $0 == "/" ? "-" : $0 } + "-" + fingerprint.prefix(8) + ".yaml"
    return folder.appending(Array(String(name).utf8))
  }

  private struct Scope {
    let rule: RuleID
    let path: RepositoryPath?
    let element: Name
    let fingerprint: String
    let message: String
  }

  private static func yaml(
    _ scope: Scope, _ owner: String, _ reason: String?, _ asOf: CalendarDate, _ maxDays: Int,
    _ ticket: String?
  ) -> [UInt8] {
    var writer = YAMLWriter()
    func write(_ key: String, _ text: String) {
      writer.key(key)
      writer.string(text)
    }
    writer.beginObject()
    write("schema", WaiverSchema.identifier)
    write("rule", scope.rule.text)
    // The fingerprint makes it exact; path and element say to readers what it is about.
    if let pattern = scope.path.flatMap(pattern) { write("path", pattern) }
    if !scope.element.isEmpty, let element = String(validating: scope.element.bytes, as: UTF8.self)
    {
      write("element", element)
    }
    write("fingerprint", scope.fingerprint)
    write("owner", owner)
    write("reason", reason ?? "The owner accepts until the expiry that \(scope.message).")
    write("created", asOf.description)
    write("expires", CalendarDate(dayNumber: asOf.dayNumber + max(0, maxDays)).description)
    if let ticket { write("ticket", ticket) }
    writer.endObject()
    return writer.bytes + [UInt8(ascii: "\n")]
  }

  /// The pattern that matches a path alone; nil if there is none.
  private static func pattern(_ path: RepositoryPath) -> String? {
    guard let text = String(validating: path.bytes, as: UTF8.self),
      case .success(let glob) = PathGlob.reading(PathGlob.escaping(text)), glob.literal == path
    else { return nil }
    return glob.pattern
  }
}
