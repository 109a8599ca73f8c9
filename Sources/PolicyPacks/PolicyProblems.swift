package import ReleaseModel

extension Policy {
  /// What can be found about packs and waivers, and about promises over history.
  package static let problemRules: [ProblemRule] = [
    ProblemRule(
      removalRule, "Removal moved to an earlier version",
      rationale: """
        A release announced the version that would no longer have an element, and a later one \
        announced an earlier version. Whoever planned by the first one is cut off before it. Once \
        that version is reached, the finding is for information.
        """,
      remedy: "Keep the element until the version that was announced first."),
    ProblemRule(
      sunsetRule, "Sunset moved to an earlier day",
      rationale: """
        A release announced a last day, and a later one announced an earlier one. Whoever planned \
        by the first day is cut off before it. Once that day has passed, the finding is for \
        information.
        """,
      remedy: "Keep the element until the day that was announced first."),
    ProblemRule(
      "policy/edited", "Policy edited in the range",
      rationale: """
        The configuration, a pack, a waiver or a list of signers changed in the range. The range \
        is judged without the edit, unless the revision of the policy was chosen.
        """,
      remedy: "Review the edit; it counts from the next range on."),
    ProblemRule(
      "policy/extends-cycle", "Packs extend each other",
      rationale: "Packs that extend each other in a circle have no order in which they apply.",
      remedy: "Take one of the packs out of 'extends'."),
    ProblemRule(
      "policy/pack-invalid", "Pack invalid",
      rationale: """
        A pack cannot be read, or has a key, a value or a rule that means nothing. A clause that \
        is misspelled would let pass what it was written against, so that nothing is judged.
        """,
      remedy: "Correct the file at the line that is named; 'relgate schema pack' describes it."),
    ProblemRule(
      "policy/pack-missing", "Pack not found",
      rationale: "What an absent pack would have blocked is not known, so that nothing is judged.",
      remedy: "Correct the name, or add the file to the revision of the policy."),
    ProblemRule(
      "policy/requirement-unsupported", "Requirement not supported",
      rationale: """
        A pack demands what this version of relgate cannot judge. Passing over it would pass what \
        the pack forbids.
        """,
      remedy: "Update relgate, or take the requirement out of the pack."),
    ProblemRule(
      "policy/unreadable-after", "Policy unreadable after the range",
      rationale: """
        The configuration, a pack, a waiver or a list of signers cannot be read at the end of the \
        range. It would stop every range after this one.
        """,
      remedy: "Correct the file at the line that is named."),
    ProblemRule(
      "waiver/disregarded", "Waiver not counted",
      rationale: """
        A waiver fits a finding and does not count: it was added in the range that it would \
        unblock, runs longer than the policy allows, or stands in a comment where the policy \
        accepts none.
        """,
      remedy: "Bring the waiver into the revision of the policy, within its terms."),
    ProblemRule(
      "waiver/expired", "Waiver expired",
      rationale: "The day has passed up to which the exception was granted; the finding is back.",
      remedy: "Do what was put off, or have the waiver granted anew."),
    ProblemRule(
      "waiver/expiring", "Waiver about to expire",
      rationale: "In 14 days or less the finding that the waiver excuses comes back.",
      remedy: "Do what was put off, or have the waiver granted anew."),
    ProblemRule(
      "waiver/invalid", "Waiver invalid",
      rationale: """
        A waiver lacks its owner, reason, scope or expiry, or has one that the policy does not \
        accept. An exception that nobody answers for is none.
        """,
      remedy: "Correct the file at the line that is named; 'relgate schema waiver' describes it."),
    ProblemRule(
      "waiver/unused", "Waiver unused",
      rationale: """
        A waiver excuses nothing that was found. Left in place it could excuse something later \
        that nobody had in mind.
        """,
      remedy: "Remove it with 'relgate waivers prune'."),
  ]
}
