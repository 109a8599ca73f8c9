import DataTrees
import ReleaseModel
import SourceModel

extension ShapedCodec<RuleID> {
  /// The id of a rule.
  static var rule: ShapedCodec<RuleID> {
    ShapedCodec<String>.string.map(to: { RuleID($0) }, expecting: "a rule", from: \.text)
  }
}

extension ReportSchema {
  static let change = ShapedCodec<Change>.record(
    "One fact about a contract.",
    [
      .required("rule", "The rule that names the fact.", .rule, \.rule),
      .required("classification", "How grave it is.", .word(), \.classification),
      .required("format", "The format of the contract.", .string, \.format),
      .required(
        "contract", "The contract's root file at after, else at before.", .path, \.contract),
      .required("element", "Where in the contract, in its own terms.", .name, \.element),
      .optional(
        "formerElement", "The element's name at before, if it was another.", .name,
        \.formerElement),
      .required("message", "The fact as a sentence.", .string, \.message),
      .optional("position", "Where the element stands.", .word(), \.position),
      .optional("phase", "What the change does in a parallel change.", .word(), \.phase),
      .required("parties", "Who is touched.", .list(.word()), \.parties),
      .derived(
        .optional("path", "The file of the primary place: after's, else before's.", .path) {
          $0.primary?.path
        }),
      .derived(
        .optional("line", "The line of the primary place, from 1.", .integer) {
          $0.primary?.line
        }),
      .derived(
        .optional("column", "Its column in Unicode scalars, from 1.", .integer) {
          $0.primary?.column
        }),
      .derived(.required("side", "The revision of the primary place.", .word(), \.side)),
      .optional("before", "The element at before; absent if it was added.", place, \.before),
      .optional("after", "The element at after; absent if it was removed.", place, \.after),
      .optional(
        "affected", "The users of the element; a long list is cut.", .list(affected), \.affected,
        absent: []),
      .optional(
        "affectedCount", "How many elements use the changed element.", .integer, \.affectedCount,
        absent: 0),
      .optional(
        "memberDigest", "A digest of all elements, if the change says the same of many.", .string,
        \.memberDigest),
      .optional(
        "announced", "Whether before announced the end of the element.", .boolean, \.isAnnounced,
        absent: false),
      .required("fingerprint", "The change's identity across runs.", .string, \.fingerprint),
    ]
  ) { parts in
    Change(
      rule: try parts[\.rule], classification: try parts[\.classification],
      format: try parts[\.format], element: try parts[\.element],
      formerElement: try parts[\.formerElement], message: try parts[\.message],
      position: try parts[\.position], phase: try parts[\.phase], parties: try parts[\.parties],
      contract: try parts[\.contract], before: try parts[\.before], after: try parts[\.after],
      affected: try parts[\.affected], affectedCount: try parts[\.affectedCount],
      memberDigest: try parts[\.memberDigest], isAnnounced: try parts[\.isAnnounced],
      fingerprint: try parts[\.fingerprint])
  }

  static let place = ShapedCodec<Place>.record(
    "A place in one revision.",
    [
      .required("path", "The file.", .path, \.path),
      .required("line", "The line, from 1.", .integer, \.line),
      .required("column", "The column in Unicode scalars, from 1.", .integer, \.column),
      .required("endLine", "The line of the end.", .integer, \.endLine),
      .required("endColumn", "The column one past the end.", .integer, \.endColumn),
      .required(
        "excerpt", "The source line; of a long line the part around the column.", .name, \.excerpt),
      .optional(
        "excerptColumn", "The column of the excerpt's first scalar, if it is not 1.", .integer,
        \.excerptColumn, absent: 1),
      .optional(
        "excerptUTF16Column", "The same in UTF-16 code units.", .integer, \.excerptUTF16Column,
        absent: 1),
      .optional(
        "excerptByteColumn", "The same in bytes of UTF-8.", .integer, \.excerptByteColumn,
        absent: 1),
      .optional(
        "value", "The element's value in canonical compact form.", .name, \.value, absent: ""),
    ]
  ) { parts in
    Place(
      path: try parts[\.path], line: try parts[\.line], column: try parts[\.column],
      endLine: try parts[\.endLine], endColumn: try parts[\.endColumn],
      excerpt: try parts[\.excerpt], excerptColumn: try parts[\.excerptColumn],
      excerptUTF16Column: try parts[\.excerptUTF16Column],
      excerptByteColumn: try parts[\.excerptByteColumn], value: try parts[\.value])
  }

  private static let affected = ShapedCodec<AffectedElement>.record(
    "A user of a changed element.",
    [
      .required("element", "The using element.", .name, \.element),
      .optional(
        "position", "Where the changed element stands in the user's eyes.", .word(), \.position),
      .required("count", "Over how many uses the user reaches it.", .integer, \.count),
    ]
  ) {
    AffectedElement(
      element: try $0[\.element], position: try $0[\.position], count: try $0[\.count])
  }
}
