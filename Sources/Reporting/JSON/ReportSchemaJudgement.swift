import DataTrees
import ReleaseModel
import SourceModel

extension ReportSchema {
  static let policy = ShapedCodec<Judgement.Policy>.record(
    "Where the policy came from.",
    [
      .required(
        "revision", "The revision whose configuration, packs, waivers and signers counted.",
        .string, \.revision),
      .optional("commit", "Its commit in hex.", .string, \.commit),
      .required("source", "Why that revision.", .string, \.source),
      .required("packs", "The packs, in the order in which they apply.", .list(pack), \.packs),
      .required(
        "waiverDays", "The longest time in days for which a waiver may be granted.", .integer,
        \.waiverDays),
      .required(
        "waiverNeedsTicket", "Whether a waiver must name a ticket.", .boolean,
        \.waiverNeedsTicket),
    ]
  ) {
    Judgement.Policy(
      revision: try $0[\.revision], commit: try $0[\.commit], source: try $0[\.source],
      packs: try $0[\.packs],
      waiverDays: try $0[\.waiverDays], waiverNeedsTicket: try $0[\.waiverNeedsTicket])
  }

  private static let pack = ShapedCodec<Judgement.Policy.Pack>.record(
    "A pack that took part.",
    [
      .required("name", "Its name, or the path of its file.", .string, \.name),
      .required("digest", "SHA-256 of its bytes in hex.", .string, \.digest),
    ]
  ) { Judgement.Policy.Pack(name: try $0[\.name], digest: try $0[\.digest]) }

  static let checklistItem = ShapedCodec<Judgement.ChecklistItem>.record(
    "A question that release managers ask.",
    [
      .required("id", "The item's identity, as pack/item-id.", .string, \.id),
      .required("group", "The heading under which it stands.", .string, \.group),
      .required("question", "The question, answered by yes if all is well.", .string, \.question),
      .required("answer", "The answer.", .word(), \.answer),
      .required("proof", "What proves it.", .string, \.proof),
      .optional("path", "The place of the first proof or objection.", .path, \.path),
      .optional("line", "The line there, from 1.", .integer, \.line, absent: 0),
      .optional("rules", "The rules that spoke against it.", .list(.rule), \.rules, absent: []),
    ]
  ) {
    Judgement.ChecklistItem(
      id: try $0[\.id], group: try $0[\.group], question: try $0[\.question],
      answer: try $0[\.answer], proof: try $0[\.proof], path: try $0[\.path],
      line: try $0[\.line], rules: try $0[\.rules])
  }

  static let bump = ShapedCodec<Judgement.Bump>.record(
    "The version that the changes of a stream call for.",
    [
      .optional(
        "component", "The component; absent for the whole repository.", .string, \.component),
      .required("required", "How much of the version must rise.", .word(), \.required),
      .optional("from", "The version that is left behind.", .string, \.from),
      .optional("lowest", "The lowest version that fits.", .string, \.lowest),
      .optional("declared", "What is declared at after, with where.", .string, \.declared),
    ]
  ) {
    Judgement.Bump(
      component: try $0[\.component], required: try $0[\.required], from: try $0[\.from],
      lowest: try $0[\.lowest], declared: try $0[\.declared])
  }
}
