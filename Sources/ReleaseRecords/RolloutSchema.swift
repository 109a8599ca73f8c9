import DataTrees
import SourceModel

extension ReleaseRecord {
  static let rollback = ShapedReader<Rollback>.record(
    "How a release is taken back.", from: Rollback(),
    [
      .key("types", "The ways, each for a part of the changes.", .list(rollbackType)) {
        $0.types = $1
      },
      .key(
        "preferred", "The way that is taken first.",
        ShapedReader<RollbackType.Kind>.word("kind").stated
      ) { $0.preferred = $1 },
      .key("confidence", "How sure the authors are, from 0 to 1.", share) { $0.confidence = $1 },
      .key("irreversible", "What cannot be taken back.", .list(irreversibleObject)) {
        $0.irreversible = $1
      },
    ]
  ).placed { $0.range = $1 }

  private static let rollbackType = ShapedReader<RollbackType>.record(
    "One way back.", from: RollbackType(),
    [
      .key(
        "kind", "What is turned back.", ShapedReader<RollbackType.Kind>.word("kind").stated,
        isRequired: true
      ) { $0.kind = $1 },
      .key("complexity", "How hard it is.", grade) { $0.complexity = $1 },
      .key("minutes", "How long it takes, at most.", minutes) { $0.minutes = $1 },
      .key("risk", "How likely it is to go wrong.", grade) { $0.risk = $1 },
      .key("confidence", "How sure the authors are, from 0 to 1.", share) { $0.confidence = $1 },
      .key("prerequisites", "What must hold for it.", .list(prerequisite)) {
        $0.prerequisites = $1
      },
      .key("procedure", "What is done, in order.", .list(step)) { $0.procedure = $1 },
      .key("applies_to", "The changes that it takes back.", .oneOrMore(.selector)) {
        $0.appliesTo = $1
      },
      .key("tested", "When it was tried.", testRecord) { $0.tested = $1 },
      .key("data_loss", "What data is lost; none needs a reason.", .statedText) {
        $0.dataLoss = $1
      },
      .key("runbook", "The runbook that says more.", file) { $0.runbook = $1 },
    ]
  ).placed { $0.range = $1 }

  private static let prerequisite = ShapedReader<Prerequisite>.record(
    "What must hold for a way back.", from: Prerequisite(),
    [
      .key(
        "fact", "A fact that the range shows.",
        ShapedReader<Prerequisite.Fact>.word("fact").stated
      ) { $0.fact = $1 },
      .key("text", "What people judge.", .statedText) { $0.text = $1 },
      .key("evidence", "The evidence for it.", .statedText) { $0.evidence = $1 },
    ])

  private static let step = ShapedReader<Step>.record(
    "One step of a procedure.", from: Step(),
    [
      .key("run", "A command.", .statedText) { $0.run = $1 },
      .key("lever", "Something to flip back, as kind:what.", .statedText) { $0.lever = $1 },
      .key("text", "What a person does.", .statedText) { $0.text = $1 },
    ])

  private static let testRecord = ShapedReader<TestRecord>.record(
    "When a way back was tried.", from: TestRecord(),
    [
      .key("date", "The day.", day) { $0.date = $1 },
      .key("seconds", "How long it took.", ShapedReader<Int>.integer(in: 0...31_536_000).stated) {
        $0.seconds = $1
      },
      .key("participants", "The roles of those who took part.", words) { $0.participants = $1 },
      .key("issues", "What was found.", .list(issue)) { $0.issues = $1 },
      .key("evidence", "The evidence.", file) { $0.evidence = $1 },
    ]
  ).placed { $0.range = $1 }

  private static let irreversibleObject = ShapedReader<IrreversibleObject>.record(
    "Something that cannot be taken back.", from: IrreversibleObject(),
    [
      .key(
        "object", "What is gone: table.column, an index, a topic.", .statedText,
        isRequired: true
      ) { $0.object = $1 },
      .key("lost", "The data that is lost.", .statedText) { $0.lost = $1 },
      .key("restore", "The command that brings it back from a backup.", .statedText) {
        $0.restore = $1
      },
      .key("backup", "The evidence of the backup.", file) { $0.backup = $1 },
      .key("minutes", "How long it takes.", minutes) { $0.minutes = $1 },
      .key("decides", "The role that decides.", .statedText) { $0.decides = $1 },
    ]
  ).placed { $0.range = $1 }

  static let trigger = ShapedReader<Trigger>.record(
    "When a release is taken back.", from: Trigger(),
    [
      .key("metric", "A criterion: error_rate > 5%.", .statedText) { $0.metric = $1 },
      .key("for", "For how long: 5m.", .statedText) { $0.duration = $1 },
      .key("event", "What happened.", .statedText) { $0.event = $1 },
      .key("detector", "The role that sees it.", .statedText) { $0.detector = $1 },
      .key("action", "What is done.", .statedText) { $0.action = $1 },
    ]
  ).placed { $0.range = $1 }

  static let rollout = ShapedReader<Rollout>.record(
    "How a release is rolled out.", from: Rollout(),
    [
      .key(
        "approach", "How traffic is moved.",
        ShapedReader<Rollout.Approach>.word("approach").stated
      ) { $0.approach = $1 },
      .key("preset", "The ladder.", ShapedReader<Rollout.Preset>.word("preset").stated) {
        $0.preset = $1
      },
      .key("duration", "From the first traffic to all of it.", .statedText) { $0.duration = $1 },
      .key("flag", "The flag by which traffic is chosen.", .statedText) { $0.flag = $1 },
      .key("halt", "The criterion that ends it in every stage.", .statedText) { $0.halt = $1 },
      .key("stages", "The stages, in order.", .list(stage)) { $0.stages = $1 },
      .key("controls", "How traffic is moved by hand.", controls) { $0.controls = $1 },
      .key("alerts", "The alerts that tell people of trouble.", .list(trigger)) { $0.alerts = $1 },
    ]
  ).placed { $0.range = $1 }

  private static let controls = ShapedReader<Controls>.record(
    "How traffic is moved by hand.", from: Controls(),
    [
      .key("flags", "The flags.", words) { $0.flags = $1 },
      .key("access", "The roles that may move it.", words) { $0.access = $1 },
      .key("dashboard", "Where its state is seen.", .statedText) { $0.dashboard = $1 },
      .key("read", "The command that tells its state.", .statedText) { $0.read = $1 },
      .key("update", "The command that moves it.", .statedText) { $0.update = $1 },
      .key("disable", "The command that takes all of it back at once.", .statedText) {
        $0.disable = $1
      },
    ]
  ).placed { $0.range = $1 }

  private static let stage = ShapedReader<Stage>.record(
    "One stage of a rollout.", from: Stage(),
    [
      .key("name", "Its name.", .statedScalar, isRequired: true) { $0.name = $1 },
      .key("traffic", "The share of traffic in percent; 0 before production.", share) {
        $0.traffic = $1
      },
      .key("audience", "Who sees it.", .statedText) { $0.audience = $1 },
      .key("segment", "The segment of the flag.", .statedText) { $0.segment = $1 },
      .key("environment", "Where it runs, if not in production.", .statedText) {
        $0.environment = $1
      },
      .key("duration", "How long it lasts at least: 24h.", .statedText) { $0.duration = $1 },
      .key("entry", "What must hold before it begins.", .list(condition)) { $0.entry = $1 },
      .key("metrics", "The metrics that are watched, each alone or with its target.", words) {
        $0.metrics = $1
      },
      .key("success", "When it has succeeded.", .list(condition)) { $0.success = $1 },
      .key("abort", "When it has failed.", .list(condition)) { $0.abort = $1 },
      .key(
        "otherwise", "What to do between success and failure.",
        ShapedReader<Stage.Otherwise>.word("answer").stated
      ) { $0.otherwise = $1 },
      .key("decides", "The role that decides.", .statedText) { $0.decides = $1 },
    ]
  ).placed { $0.range = $1 }

  private static let condition: ShapedReader<StageCondition> = {
    let record = ShapedReader<StageCondition>.record(
      "A condition of a stage: measured, judged by a role, or evidence.", from: StageCondition(),
      [
        .key("measured", "A criterion: error_rate <= 0.5%.", .statedText) { $0.measured = $1 },
        .key("judged", "A sentence that a person judges.", .statedText) { $0.judged = $1 },
        .key("role", "The role that judges.", .statedText) { $0.role = $1 },
        .key("evidence", "A kind of evidence that must be there.", .statedText) {
          $0.evidence = $1
        },
      ])
    return ShapedReader<StageCondition>(.either([.string, record.shape])) {
      tree, node, problems in
      guard tree.kind(of: node) == .string else { return record.read(tree, node, &problems) }
      return ShapedReader<Stated<String>>.statedText.read(tree, node, &problems).map { text in
        var condition = StageCondition()
        condition.measured = text
        return condition
      }
    }.placed { $0.range = $1 }
  }()

  static let decision = ShapedReader<Decision>.record(
    "Who decided what.", from: Decision(),
    [
      .key("stage", "The stage that it is about.", .statedScalar, isRequired: true) {
        $0.stage = $1
      },
      .key(
        "outcome", "What was decided.",
        ShapedReader<Decision.Outcome>.word("outcome").stated, isRequired: true
      ) { $0.outcome = $1 },
      .key("role", "The role that decided.", .statedText, isRequired: true) { $0.role = $1 },
      .key("date", "When.", day) { $0.date = $1 },
      .key("evidence", "The statement that shows it.", file) { $0.evidence = $1 },
    ])
}
