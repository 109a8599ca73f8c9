import DataTrees
import ReleaseModel
import SourceModel

extension ReportSchema {
  static let change = ShapedWriter<Change>.record(
    "One fact about a contract.",
    [
      .required("rule", "The rule that names the fact.", .string, \.rule.text),
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
      .optional("path", "The file of the primary place: after's, else before's.", .path) {
        $0.primary?.path
      },
      .optional("line", "The line of the primary place, from 1.", .integer) { $0.primary?.line },
      .optional("column", "Its column in Unicode scalars, from 1.", .integer) {
        $0.primary?.column
      },
      .required("side", "The revision of the primary place.", .word(), \.side),
      .optional("before", "The element at before; absent if it was added.", place, \.before),
      .optional("after", "The element at after; absent if it was removed.", place, \.after),
      .optional("affected", "The users of the element; a long list is cut.", .list(affected)) {
        $0.affected.isEmpty ? nil : $0.affected
      },
      .optional("affectedCount", "How many elements use the changed element.", .integer) {
        $0.affectedCount > 0 ? $0.affectedCount : nil
      },
      .optional("announced", "Whether before announced the end of the element.", .boolean) {
        $0.isAnnounced ? true : nil
      },
      .required("fingerprint", "The change's identity across runs.", .string, \.fingerprint),
    ])

  static let place = ShapedWriter<Place>.record(
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
        "excerptColumn", "The column of the excerpt's first scalar, if it is not 1.", .integer
      ) { $0.excerptColumn == 1 ? nil : $0.excerptColumn },
      .optional("value", "The element's value in canonical compact form.", .name) {
        $0.value.isEmpty ? nil : $0.value
      },
    ])

  private static let affected = ShapedWriter<AffectedElement>.record(
    "A user of a changed element.",
    [
      .required("element", "The using element.", .name, \.element),
      .optional(
        "position", "Where the changed element stands in the user's eyes.", .word(), \.position),
      .required("count", "Over how many uses the user reaches it.", .integer, \.count),
    ])
}
