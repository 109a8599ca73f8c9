import ReleaseModel

extension ContractPromises {
  static let windowShort = FindingRule(
    "release/contract-window-short", "A contract promised less time than is demanded",
    severity: .error,
    rationale: "Those who plan by the contract lose the time that the policy gives them.",
    remedy: "Promise the time that the policy demands.",
    example: DocumentTrials.trial(
      .contract, "# Contract\n\n## Deprecation policy\n\nWhat ends is announced 30 days before.\n"),
    nearMiss: DocumentTrials.trial(
      .contract, "# Contract\n\n## Deprecation policy\n\nWhat ends is announced 90 days before.\n"))

  static let preservedBroken = FindingRule(
    "release/preserved-element-broken", "Something broke that was promised to stay",
    severity: .error,
    rationale: "A promise that the same release breaks is worse than none.",
    remedy: "Keep what was promised, or take it out of the promise and announce its end.",
    example: broken("## Must stay compatible\n\n- `/carts`, which shops rely on.\n"),
    nearMiss: broken("## Must stay compatible\n\n- `/orders`, which shops rely on.\n"))

  static let pairMissing = FindingRule(
    "release/example-pair-missing", "A contract showed no example of before and after",
    severity: nil, isCompleteness: true,
    rationale:
      "Those who must change their calls look for the call, not for the sentence about it.",
    remedy: "Add two fenced blocks below 'Before' and 'After' that name what changed.",
    example: broken("## Must stay compatible\n\n- `/orders`, which shops rely on.\n"),
    nearMiss: broken(
      """
      ## Examples

      Before:

      ```http
      GET /carts
      ```

      After:

      ```http
      GET /orders?open=true
      ```
      """))

  static let exampleUnparsable = FindingRule(
    "release/example-unparsable", "An example was not what its fence says", severity: .error,
    rationale: "Examples are copied. One that does not parse fails in the hands of a reader.",
    remedy: "Write the example so that it parses, or name another language behind the fence.",
    example: DocumentTrials.trial(.contract, "# Contract\n\n```json\n{\"id\": 1,}\n```\n"),
    nearMiss: DocumentTrials.trial(.contract, "# Contract\n\n```json\n{\"id\": 1}\n```\n"))

  static let guideMissing = FindingRule(
    "release/guide-missing", "No guide told users what to do about a break", severity: nil,
    isCompleteness: true,
    rationale:
      "Whoever is broken needs to know what changed, why, and which steps lead to the new side.",
    remedy:
      "Write a guide in the folder 'guides' of the release that names what changed, and name it "
      + "in the record.",
    example: broken("## Must stay compatible\n\n- `/orders`, which shops rely on.\n"),
    nearMiss: broken(
      "-- file: releases/next/guides/carts.md\n# Carts\n\nUse `get /orders` in place of `get /carts`.\n"
    ))

  /// A release that takes an operation away, with a contract.
  private static func broken(_ text: String) -> FindingRule.Trial {
    FindingRule.Trial(
      before: DocumentTrials.api,
      after: DocumentTrials.brokenAPI + "\n" + DocumentTrials.record()
        + DocumentTrials.file(.contract, "# Contract\n\n" + text))
  }
}
