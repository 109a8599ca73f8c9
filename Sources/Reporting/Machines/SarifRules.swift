import DataTrees
import ReleaseModel

/// The rules that occur in a run, as SARIF describes them.
struct SarifRules {
  /// The most characters of a description that GitHub accepts.
  private static let longest = 1024

  private let ids: [RuleID]
  private let indices: [RuleID: Int]
  private let severities: [RuleID: Severity]
  private let remedies: [RuleID: String]
  private let view: View

  init(_ notices: [Notice], view: View) {
    var severities: [RuleID: Severity] = [:]
    var remedies: [RuleID: String] = [:]
    for notice in notices {
      severities[notice.rule] = max(severities[notice.rule] ?? .info, notice.severity)
      if !notice.remedy.isEmpty { remedies[notice.rule] = notice.remedy }
    }
    ids = severities.keys.sorted()
    indices = Dictionary(
      ids.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })
    self.severities = severities
    self.remedies = remedies
    self.view = view
  }

  func index(of id: RuleID) -> Int { indices[id, default: 0] }

  static func level(of severity: Severity) -> String {
    switch severity {
    case .error: "error"
    case .warning: "warning"
    case .info: "note"
    }
  }

  func write(to writer: inout JSONWriter) {
    writer.array("rules", ids) { writer, id in
      let severity = severities[id, default: .info]
      let texts = Texts(id, view: view, remedy: remedies[id])
      writer.object { writer in
        texts.write(id, to: &writer)
        writer.object("defaultConfiguration") {
          $0.member("level", SarifRules.level(of: severity))
        }
        writer.object("properties") { writer in
          let parties = view.rule(id)?.parties.map(\.rawValue) ?? []
          writer.array("tags", [String(id.prefix)] + parties) { $0.string($1) }
          writer.member("precision", "very-high")
          writer.member(
            "problem.severity", severity == .info ? "recommendation" : severity.rawValue)
        }
      }
    }
  }

  /// Describes the kinds of problems that occur.
  static func write(_ problems: [Problem], view: View, to writer: inout JSONWriter) {
    let ids = Set(problems.map(\.rule)).sorted()
    if ids.isEmpty { return }
    writer.array("notifications", ids) { writer, id in
      writer.object { Texts(id, view: view, remedy: nil).write(id, to: &$0) }
    }
  }

  /// What is told of a rule; no text is empty, since an empty one counts as missing.
  private struct Texts {
    let title: String
    let rationale: String
    let remedy: String

    init(_ id: RuleID, view: View, remedy: String?) {
      let rule = view.rule(id)
      let problem = view.problemRule(id)
      title = rule?.title ?? problem?.title ?? id.text
      rationale = rule?.rationale ?? problem?.rationale ?? title
      self.remedy =
        rule?.remedy ?? problem?.remedy ?? remedy ?? "See 'relgate explain \(id.text)'."
    }

    func write(_ id: RuleID, to writer: inout JSONWriter) {
      writer.member("id", id.text)
      writer.object("shortDescription") { $0.member("text", Texts.cut(title)) }
      writer.object("fullDescription") { $0.member("text", Texts.cut(rationale)) }
      writer.object("help") { writer in
        writer.member("text", "\(rationale)\n\n\(remedy)")
        writer.member(
          "markdown",
          "\(rationale)\n\n**Remedy**: \(remedy)\n\nSee `relgate explain \(id.text)`.")
      }
    }

    private static func cut(_ text: String) -> String {
      text.count <= longest ? text : text.prefix(longest - 1) + "…"
    }
  }
}
