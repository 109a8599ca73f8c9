import FormatKit
import ReleaseModel
import SourceModel

/// What can happen to the forms in which a command prints.
enum OutputRules {
  static let all = [added, removed, defaultChanged, contentTypeChanged, schemaChanged]

  private static let norm = Norm.openCLI("Metadata")
  private static func outputs(_ list: String) -> String {
    Sample.openCLI("metadata: [{name: outputs, value: [\(list)]}]")
  }
  private static let text = outputs("{name: text, default: true}")
  private static let both = outputs("{name: text, default: true}, {name: json}")
  private static func json(_ members: String) -> String { outputs("{name: json, \(members)}") }

  static let added = Rule.cli(
    "output-added", "Form of output added", is: .always(.additive), phase: .expand,
    inverse: "output-removed", norm: norm, why: "Callers can ask for one more form.",
    fix: "Nothing has to be done.", fires: (text, both),
    silent: (both, outputs("{name: json}, {name: text, default: true}")))

  static let removed = Rule.cli(
    "output-removed", "Form of output removed", is: .always(.breaking), phase: .contract,
    inverse: "output-added", norm: norm,
    why: "Programs that read this form can no longer ask for it.",
    fix: "Keep the form until its readers have moved.", fires: (both, text),
    silent: (text, both))

  static let defaultChanged = Rule.cli(
    "default-output-changed", "Default form of output changed", is: .always(.breaking),
    inverse: "default-output-changed", norm: norm,
    why: "Programs that read what the command prints by default cannot read the other form.",
    fix: "Keep the default, and let callers ask for the other form.",
    fires: (both, outputs("{name: text}, {name: json, default: true}")), silent: (text, both))

  static let contentTypeChanged = Rule.cli(
    "output-content-type-changed", "Content type of an output changed", is: .always(.breaking),
    inverse: "output-content-type-changed", norm: norm,
    why: "Programs that read the form by its type cannot read the other type.",
    fix: "Offer the other type as a form of its own.",
    fires: (
      json("contentType: application/json"), json("contentType: application/x-ndjson")
    ),
    silent: (json("contentType: text/csv"), json("contentType: text/csv, schema: rows.json")))

  static let schemaChanged = Rule.cli(
    "output-schema-changed", "Schema of an output replaced", is: .always(.risky),
    inverse: "output-schema-changed", norm: norm,
    why: "The description names another schema; whether it describes the same is not compared.",
    fix: "Compare both schemas, and keep what readers rely on.",
    fires: (json("schema: report-1.json"), json("schema: report-2.json")),
    silent: (json("schema: report.json"), json("schema: report.json, contentType: text/csv")))
}

extension Comparer {
  mutating func compareOutputs(_ pair: Pair) {
    let matched = KeyedDiff(
      pair.before.outputs.map { ($0.name.value, $0) },
      pair.after.outputs.map { ($0.name.value, $0) })
    let defaults = (
      matched.kept.filter(\.before.isDefault.value).map(\.before.name),
      matched.kept.filter(\.after.isDefault.value).map(\.after.name)
    )
    if defaults.0 != defaults.1 {
      tell(
        OutputRules.defaultChanged, pair.subject, "had its default output changed",
        defaults.0.first, defaults.1.first)
    }
    for (name, old, new) in matched.kept where old != new {
      let subject = pair.subject.inner(
        Name("output \(name)"), "output \(quoted(name))", old.name.location, new.name.location)
      if old.contentType != new.contentType {
        tell(
          OutputRules.contentTypeChanged, subject, "had its content type changed",
          old.contentType, new.contentType)
      }
      if old.schema != new.schema {
        tell(
          OutputRules.schemaChanged, subject, "had its schema replaced", old.schema, new.schema)
      }
      compareExtras(old.extras, new.extras, subject)
    }
    for (name, old) in matched.removed {
      tell(
        OutputRules.removed, pair.subject.inner(Name("output \(name)"), "output \(quoted(name))"),
        "was removed", before: Sighting(old.name.location, value: canonical(name)), after: nil,
        content: old)
    }
    for (name, new) in matched.added {
      tell(
        OutputRules.added, pair.subject.inner(Name("output \(name)"), "output \(quoted(name))"),
        "was added", before: nil, after: Sighting(new.name.location, value: canonical(name)),
        content: new)
    }
  }
}
