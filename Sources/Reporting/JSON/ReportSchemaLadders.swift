import DataTrees
import ReleaseModel
import SourceModel

/// What a release says about an element, in a word.
private enum StateWord: String, CaseIterable, Sendable {
  case absent, served, announced, unreadable
}

extension Ladder.Rung {
  fileprivate var word: StateWord {
    switch state {
    case .absent: .absent
    case .served: .served
    case .announced: .announced
    case .unreadable: .unreadable
    }
  }

  fileprivate var reason: String? {
    if case .unreadable(let reason) = state { reason } else { nil }
  }
}

extension ReportSchema {
  static let ladder = ShapedCodec<Ladder>.record(
    "The life of one element over the releases before a revision.",
    [
      .required(
        "contract", "The contract's root file at after, else at before.", .path, \.contract),
      .required("format", "The format of the contract.", .string, \.format),
      .required("element", "The element as the releases call it.", .name, \.element),
      .derived(.required("proof", "What history proves, as a sentence.", .string, \.proof)),
      .required("rungs", "The releases that count, oldest first.", .list(rung), \.rungs),
      .required("asOf", "The day against which windows are judged.", .date, \.asOf),
      .required(
        "standsAtAfter", "Whether after still has the element.", .boolean, \.standsAtAfter),
      .optional(
        "endedIn", "The tag of the release before after that was the first without it.", .string,
        \.endedIn),
    ]
  ) {
    Ladder(
      contract: try $0[\.contract], format: try $0[\.format], element: try $0[\.element],
      rungs: try $0[\.rungs], asOf: try $0[\.asOf], standsAtAfter: try $0[\.standsAtAfter],
      endedIn: try $0[\.endedIn])
  }

  private static let rung = ShapedCodec<Ladder.Rung>.record(
    "What one release says about the element.",
    [
      .required("tag", "The name of its tag.", .string, \.tag),
      .required("commit", "Its commit in hex.", .string, \.commit),
      .required("date", "The day from which it can have been there, UTC.", .date, \.date),
      .required("state", "What it says.", .word(), \.word),
      .optional("sunset", "The last day that it announces.", .date, \.state.sunset),
      .optional(
        "removal", "The version without the element that it announces.", .name, \.state.removal),
      .optional("reason", "Why it could not be read.", .string, \.reason),
    ]
  ) { parts in
    let state: Ladder.State =
      switch try parts[\.word] {
      case .absent: .absent
      case .served: .served
      case .announced:
        .announced(sunset: try parts[\.state.sunset], removal: try parts[\.state.removal])
      case .unreadable: .unreadable(reason: try parts[\.reason] ?? "")
      }
    return Ladder.Rung(
      tag: try parts[\.tag], commit: try parts[\.commit], date: try parts[\.date], state: state)
  }
}
