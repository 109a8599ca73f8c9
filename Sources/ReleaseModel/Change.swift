package import SourceModel

/// A place in one revision, with what a reader needs to see it without the file.
package struct Place: Hashable, Sendable {
  /// The file.
  package let path: RepositoryPath
  /// The line, from 1.
  package let line: Int
  /// The column in Unicode scalars, from 1.
  package let column: Int
  /// The line of the range's end.
  package let endLine: Int
  /// The column one past the range's end.
  package let endColumn: Int
  /// The source line on which the range begins, without its line end.
  ///
  /// Of a long line only the part around `column` is kept, cut between scalars.
  package let excerpt: Name
  /// The column of the excerpt's first scalar: 1, or more if the line was cut at its beginning.
  ///
  /// A caret stands under the excerpt's scalar `column - excerptColumn`, counted from 0.
  package let excerptColumn: Int
  /// The same column in UTF-16 code units.
  package let excerptUTF16Column: Int
  /// The same column in bytes of UTF-8.
  package let excerptByteColumn: Int
  /// The element's value in canonical compact form; empty if it has none worth showing.
  package let value: Name

  /// Makes a place.
  package init(
    path: RepositoryPath, line: Int, column: Int, endLine: Int, endColumn: Int, excerpt: Name,
    excerptColumn: Int = 1, excerptUTF16Column: Int = 1, excerptByteColumn: Int = 1, value: Name
  ) {
    self.path = path
    self.line = line
    self.column = column
    self.endLine = endLine
    self.endColumn = endColumn
    self.excerpt = excerpt
    self.excerptColumn = excerptColumn
    self.excerptUTF16Column = excerptUTF16Column
    self.excerptByteColumn = excerptByteColumn
    self.value = value
  }
}

/// A user of a changed element.
package struct AffectedElement: Hashable, Sendable {
  /// The using element.
  package let element: Name
  /// Where the changed element stands in the user's eyes.
  package let position: Position?
  /// Over how many uses the user reaches it.
  package let count: Int

  /// Makes a user.
  package init(element: Name, position: Position?, count: Int) {
    self.element = element
    self.position = position
    self.count = count
  }
}

/// One fact about a contract, located on both sides; it has no opinion on blocking.
package struct Change: Hashable, Sendable {
  /// The rule that names the fact.
  package let rule: RuleID
  /// How grave it is at its position.
  package let classification: Classification
  /// The format whose contract changed.
  package let format: String
  /// Where in the contract, in the contract's own terms.
  package let element: Name
  /// The element's name at `before`, if it was another.
  package let formerElement: Name?
  /// The fact as a sentence: lower case, past tense, no full stop.
  package let message: String
  /// Where the element stands, if it is a schema or a part of one.
  package let position: Position?
  /// What the change does in a parallel change.
  package let phase: Phase?
  /// Who is touched.
  package let parties: [Party]
  /// The contract's root file at `after`, else at `before`.
  package let contract: RepositoryPath
  /// The element at `before`; nil if it was added.
  package let before: Place?
  /// The element at `after`; nil if it was removed.
  package let after: Place?
  /// The users of the element, sorted; a long list is cut, `affectedCount` never is.
  package let affected: [AffectedElement]
  /// How many elements use the changed element.
  package let affectedCount: Int
  /// A digest of all elements that the change stands for, if it says the same of many; else nil.
  package let memberDigest: String?
  /// Whether `before` announced the end of the element, and the classification is milder for that.
  package let isAnnounced: Bool
  /// 32 hex digits that identify the change across runs and rewordings.
  package let fingerprint: String

  /// Makes a change and derives its fingerprint, unless it is known.
  package init(
    rule: RuleID, classification: Classification, format: String, element: Name,
    formerElement: Name?, message: String, position: Position?, phase: Phase?, parties: [Party],
    contract: RepositoryPath, before: Place?, after: Place?, affected: [AffectedElement],
    affectedCount: Int, memberDigest: String? = nil, isAnnounced: Bool = false,
    fingerprint: String? = nil
  ) {
    self.rule = rule
    self.classification = classification
    self.format = format
    self.element = element
    self.formerElement = formerElement
    self.message = message
    self.position = position
    self.phase = phase
    self.parties = parties
    self.contract = contract
    self.before = before
    self.after = after
    self.affected = affected
    self.affectedCount = affectedCount
    self.memberDigest = memberDigest
    self.isAnnounced = isAnnounced
    self.fingerprint =
      fingerprint
      ?? ReleaseModel.fingerprint(
        rule,
        Change.identity(contract, element, position, before, after, memberDigest: memberDigest))
  }

  /// What a change is told apart by, beside its rule.
  ///
  /// One that stands for many elements is another when it stands for others.
  private static func identity(
    _ contract: RepositoryPath, _ element: Name, _ position: Position?, _ before: Place?,
    _ after: Place?, memberDigest: String?
  ) -> [[UInt8]] {
    [
      contract.bytes, element.bytes, Array((position?.rawValue ?? "").utf8),
      before?.value.bytes ?? [], after?.value.bytes ?? [],
    ] + (memberDigest.map { [Array($0.utf8)] } ?? [])
  }

  /// The parts of the fingerprint behind the rule.
  var identity: [[UInt8]] {
    Change.identity(contract, element, position, before, after, memberDigest: memberDigest)
  }

  /// The place to print first: `after`'s, else `before`'s.
  package var primary: Place? { after ?? before }

  /// The side of the primary place.
  package var side: Side { after == nil ? .before : .after }
}

extension Change: Comparable {
  /// The order of every report: path, line, column, rule, element, position, fingerprint.
  package static func < (a: Change, b: Change) -> Bool {
    if a.primary?.path != b.primary?.path {
      return (a.primary?.path ?? .root) < (b.primary?.path ?? .root)
    }
    let (placeA, placeB) = (
      (a.primary?.line ?? 0, a.primary?.column ?? 0), (b.primary?.line ?? 0, b.primary?.column ?? 0)
    )
    if placeA != placeB { return placeA < placeB }
    if a.rule != b.rule { return a.rule < b.rule }
    if a.element != b.element { return a.element < b.element }
    if a.position != b.position {
      return (a.position?.rawValue ?? "") < (b.position?.rawValue ?? "")
    }
    return a.fingerprint < b.fingerprint
  }
}
