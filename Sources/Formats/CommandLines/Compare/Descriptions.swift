import FormatKit
import ReleaseModel
import SourceModel

/// What can happen to the tool as a whole and to what its description says in passing.
enum DescriptionRules {
  static let all = [
    toolRenamed, groupingAdded, groupingRemoved, separatorChanged, dialectChanged, helpChanged,
    informationChanged, metadataAdded, metadataRemoved, metadataChanged, unclassified,
  ]

  private static let conventions = Norm.openCLI("Conventions")
  private static let plain = Sample.openCLI("")
  private static let apart = Sample.openCLI("conventions: {groupOptions: false}")
  private static func joined(_ separator: String) -> String {
    Sample.openCLI("conventions: {optionArgumentSeparator: '\(separator)'}")
  }
  private static func option(_ members: String) -> String {
    Sample.options("{spellings: [--all]\(members)}")
  }
  private static func custom(_ entries: String) -> String {
    Sample.openCLIOption("metadata: [\(entries)]")
  }

  static let toolRenamed = Rule.cli(
    "tool-renamed", "Tool renamed", is: .always(.breaking), inverse: "tool-renamed",
    norm: .dump("name"),
    why: "Scripts start the tool by a word that is no longer its name.",
    fix: "Install the tool under the old name too.",
    fires: (
      "schema: relgate/cli/1\nname: tool\ncommands: [{path: []}]\n",
      "schema: relgate/cli/1\nname: instrument\ncommands: [{path: []}]\n"
    ),
    silent: (
      "schema: relgate/cli/1\nname: tool\nversion: '1'\ncommands: [{path: []}]\n",
      "schema: relgate/cli/1\nname: tool\nversion: '2'\ncommands: [{path: []}]\n"
    ))

  static let groupingAdded = Rule.cli(
    "grouping-added", "Short options may stand behind one hyphen", is: .always(.additive),
    inverse: "grouping-removed", norm: conventions, why: "Callers can write '-ab' for '-a -b'.",
    fix: "Nothing has to be done.", fires: (apart, plain),
    silent: (plain, Sample.openCLI("conventions: {groupOptions: true}")))

  static let groupingRemoved = Rule.cli(
    "grouping-removed", "Short options no longer stand behind one hyphen", is: .always(.breaking),
    inverse: "grouping-added", norm: conventions, why: "Calls that write '-ab' for '-a -b' fail.",
    fix: "Keep taking grouped options apart.", fires: (plain, apart),
    silent: (Sample.openCLI("conventions: {groupOptions: true}"), plain))

  static let separatorChanged = Rule.cli(
    "separator-changed", "Separator between option and value changed", is: .always(.breaking),
    inverse: "separator-changed", norm: conventions,
    why: "Calls that join an option and its value in the old way are taken apart differently.",
    fix: "Accept both separators.", fires: (plain, joined("=")), silent: (plain, joined(" ")))

  static let dialectChanged = Rule.cli(
    "dialect-changed", "Description written in another dialect", is: .always(.neutral),
    inverse: "dialect-changed", norm: .dump("schema"),
    why: "Only what both dialects tell of every tool was compared; what one of them has no word "
      + "for was not.",
    fix: "Compare the last two descriptions in the same dialect as well.",
    fires: (Sample.tool(), Sample.argumentParser("arguments: []")),
    silent: (Sample.openCLI(""), "opencli: 0.1.1\ninfo: {title: tool, version: '1'}\n"))

  static let helpChanged = Rule.cli(
    "help-changed", "Help changed", is: .always(.neutral), inverse: "help-changed",
    norm: .openCLI("Option"), why: "What is accepted is the same; what readers are told is not.",
    fix: "Nothing has to be done.",
    fires: (option(", help: Show all"), option(", help: Show more")),
    silent: (option(", help: Show all"), option(", help: 'Show all'")))

  static let informationChanged = Rule.cli(
    "information-changed", "Information about the tool changed", is: .always(.neutral),
    inverse: "information-changed", norm: .openCLI("CliInfo"),
    why: "Title, description, license or contact are for readers, not for callers.",
    fix: "Nothing has to be done.",
    fires: (
      "opencli: '0.1'\ninfo: {title: tool, version: '1'}\n",
      "opencli: '0.1'\ninfo: {title: Tool, version: '1'}\n"
    ),
    silent: (
      "opencli: '0.1'\ninfo: {title: tool, version: '1'}\n",
      "opencli: '0.1'\ninfo: {title: tool, version: '2'}\n"
    ))

  private static let metadata = Norm.openCLI("Metadata")
  private static let word = custom("{name: ClrType, value: System.String}")
  private static let number = custom("{name: ClrType, value: System.Int32}")

  static let metadataAdded = Rule.cli(
    "metadata-added", "Custom metadata added", is: .always(.neutral), inverse: "metadata-removed",
    norm: metadata, why: "Nobody could rely on what was not there.",
    fix: "Nothing has to be done.", fires: (custom(""), word), silent: (word, number))

  static let metadataRemoved = Rule.cli(
    "metadata-removed", "Custom metadata removed", is: .always(.risky),
    inverse: "metadata-added", norm: metadata,
    why: "Only the one who wrote the metadata knows what reads them.",
    fix: "Ask whoever reads the metadata, or keep them.", fires: (word, custom("")),
    silent: (word, number))

  static let metadataChanged = Rule.cli(
    "metadata-changed", "Custom metadata changed", is: .always(.risky),
    inverse: "metadata-changed", norm: metadata,
    why: "Custom metadata may tell how a value is read, or nothing of interest to callers.",
    fix: "Look at the value that changed.", fires: (word, number), silent: (custom(""), word))

  static let unclassified = Rule.cli(
    "unclassified-change", "Change of an unknown member", is: .always(.risky),
    inverse: "unclassified-change", norm: .dump("new keys"),
    why: "The dialect has no such member, so that nothing can be said about what it means.",
    fix: "Look at the member; if the dialect has got it since, update relgate.",
    fires: (option(""), option(", color: red")), silent: (option(", help: red"), option("")))
}

extension Comparer {
  /// Compares what is said about the tool as a whole.
  mutating func compareDescriptions(_ tool: Subject) {
    if before.dialect != after.dialect {
      tell(
        DescriptionRules.dialectChanged, tool,
        "was described as \(after.dialect.rawValue) in place of \(before.dialect.rawValue)",
        before: Sighting(tool.places.before, value: Name(before.dialect.rawValue)),
        after: Sighting(tool.places.after, value: Name(after.dialect.rawValue)))
    }
    compare(
      before.name, after.name, tool, noun: "name", added: DescriptionRules.toolRenamed,
      changed: DescriptionRules.toolRenamed, removed: DescriptionRules.toolRenamed)
    let (old, new) = (before.conventions, after.conventions)
    let groups = (
      old.groupsOptions ?? Located(true, at: tool.places.before),
      new.groupsOptions ?? Located(true, at: tool.places.after)
    )
    compare(
      groups.0, groups.1, tool, gained: DescriptionRules.groupingAdded,
      lost: DescriptionRules.groupingRemoved,
      say: (
        "accepted short options behind one hyphen",
        "no longer accepted short options behind one hyphen"
      ))
    compare(
      old.separator, new.separator, tool, noun: "separator of options and values",
      added: DescriptionRules.separatorChanged, changed: DescriptionRules.separatorChanged,
      removed: DescriptionRules.separatorChanged)
    compare(
      before.information, after.information, tool, changed: DescriptionRules.informationChanged,
      noun: "information")
    compareExtras(before.extras, after.extras, tool)
  }

  /// Compares what an element says beside its meaning for callers.
  mutating func compareProse(
    _ oldHelp: Members, _ newHelp: Members, _ oldMetadata: Members, _ newMetadata: Members,
    _ oldExtras: Members, _ newExtras: Members, _ subject: Subject
  ) {
    compare(oldHelp, newHelp, subject, changed: DescriptionRules.helpChanged, noun: "help")
    compareEach(
      oldMetadata, newMetadata, subject, noun: "metadata", added: DescriptionRules.metadataAdded,
      changed: DescriptionRules.metadataChanged, removed: DescriptionRules.metadataRemoved)
    compareExtras(oldExtras, newExtras, subject)
  }

  /// Compares members that the dialect does not know.
  mutating func compareExtras(_ old: Members, _ new: Members, _ subject: Subject) {
    compareEach(
      old, new, subject, noun: "unknown member", added: DescriptionRules.unclassified,
      changed: DescriptionRules.unclassified, removed: DescriptionRules.unclassified)
  }

  private mutating func compareEach(
    _ old: Members, _ new: Members, _ subject: Subject, noun: String, added: Rule, changed: Rule,
    removed: Rule
  ) {
    for key in Set(old.keys).union(new.keys).sorted() where old[key] != new[key] {
      let (rule, verb) =
        old[key] == nil
        ? (added, "got") : new[key] == nil ? (removed, "lost") : (changed, "changed")
      tell(rule, subject, "\(verb) the \(noun) \(quoted(key))", old[key], new[key])
    }
  }
}
