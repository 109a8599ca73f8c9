import DataTrees
import ReleaseModel
import SourceModel

extension ReportSchema {
  static let lever = ShapedCodec<Lever>.record(
    "How a change is taken back.",
    [
      .required("change", "The change's fingerprint.", .string, \.change),
      .required("approach", "The way.", .word(), \.approach),
      .optional(
        "lever", "What is flipped; absent if nothing was found.", .string, \.lever, absent: ""),
      .optional("path", "Where it stands at after.", .path, \.path),
      .optional("line", "The line, from 1.", .integer, \.line, absent: 0),
      .optional("minutes", "How long it takes at most.", .integer, \.minutes),
      .optional(
        "measured", "Whether the time was measured in a drill.", .boolean, \.isMeasured,
        absent: false),
      .required("reversibility", "How much comes back.", .word(), \.reversibility),
      .required("found", "Whether the lever is there.", .boolean, \.isFound),
      .required("proof", "What shows it, or what is missing.", .string, \.proof),
    ]
  ) {
    Lever(
      change: try $0[\.change], approach: try $0[\.approach], lever: try $0[\.lever],
      path: try $0[\.path], line: try $0[\.line], minutes: try $0[\.minutes],
      isMeasured: try $0[\.isMeasured], reversibility: try $0[\.reversibility],
      isFound: try $0[\.isFound], proof: try $0[\.proof])
  }

  static let evidence = ShapedCodec<EvidenceState>.record(
    "A piece of evidence, and whether it counts.",
    [
      .required("path", "The file.", .path, \.path),
      .optional("kind", "What it is evidence of.", .string, \.kind, absent: ""),
      .required("state", "Whether it counts, or why not.", .word(), \.state),
      .required("proof", "What shows that.", .string, \.proof),
      .optional("signer", "Who signed it, and how.", .string, \.signer),
    ]
  ) {
    EvidenceState(
      path: try $0[\.path], kind: try $0[\.kind], state: try $0[\.state], proof: try $0[\.proof],
      signer: try $0[\.signer])
  }
}
