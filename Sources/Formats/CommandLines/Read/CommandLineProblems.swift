import FormatKit
import ReleaseModel

/// Everything that can be wrong with a description of a command line.
enum CommandLineProblems {
  static let all: [ProblemRule] =
    documentProblemRules(format: "cli", noun: "a description of a command line") + [
      ProblemRule(
        "cli/structure-invalid", "Structure invalid",
        rationale: """
          A value is of another kind than the dialect demands at its place, or is missing there. \
          It is passed over, with whatever changed in it.
          """,
        remedy: "Correct the description, or whatever wrote it."),
      ProblemRule(
        "cli/command-duplicated", "Command described twice",
        rationale: "Two commands have the same words. Only the first is compared.",
        remedy: "Describe the command once."),
      ProblemRule(
        "cli/parent-missing", "Command without parent",
        rationale: """
          A command stands below one that is not described. What it inherits is not known, and it \
          is not compared.
          """,
        remedy: "Describe the command above it as well."),
      ProblemRule(
        "cli/spelling-duplicated", "Spelling given twice",
        rationale: """
          Two options of one command share a spelling. Nothing says which of the two a call means; \
          the spelling is compared as that of the first.
          """,
        remedy: "Give each spelling to one option."),
      ProblemRule(
        "cli/too-large", "Description too large",
        rationale: """
          The commands have more options, inherited ones included, than relgate compares. The \
          rest of the description was not read.
          """,
        remedy: "Describe fewer options as inherited, or split the description."),
    ]
}
