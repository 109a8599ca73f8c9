package import DataTrees
import SourceModel

extension ReleaseRecord {
  /// The version that stands in every record.
  package static let schemaIdentifier = "relgate/release/1"

  /// How a record is read, and its shape.
  package static let reader = ShapedReader<ReleaseRecord>.record(
    "What a release says of itself.", from: ReleaseRecord(),
    [
      .key(
        "schema", "The version of this schema.", .word([schemaIdentifier], "schema"),
        isRequired: true
      ) { _, _ in },
      .key("version", "The version, as its tag spells it.", .statedScalar, isRequired: true) {
        $0.version = $1
      },
      .key(
        "state", "How far the release has come.", ShapedReader<State>.word("state").stated,
        isRequired: true
      ) { $0.state = $1 },
      .key("title", "The name of the release, and the title of its tag.", .statedText) {
        $0.title = $1
      },
      .key("type", "What the version promises.", ShapedReader<Kind>.word("type").stated) {
        $0.type = $1
      },
      .key("target", "The day on which it is planned to go out.", day) { $0.target = $1 },
      .key("inputs", "What people had to know before they planned.", inputs) { $0.inputs = $1 },
      .key("objectives", "What the release is to reach.", .list(objective)) { $0.objectives = $1 },
      .key("features", "What comes with it, in batches.", .list(feature)) { $0.features = $1 },
      .key("breaking", "What it is known to break.", breaking) { $0.breaking = $1 },
      .key("dependencies", "What must be there first.", dependencies) { $0.dependencies = $1 },
      .key("risks", "What may go wrong.", .list(risk)) { $0.risks = $1 },
      .key(
        "strategies", "How it gets from the old to the new.",
        .list(ShapedReader<Strategy>.word("strategy").stated)
      ) { $0.strategies = $1 },
      .key("backfills", "How rows are brought over.", .list(backfill)) { $0.backfills = $1 },
      .key("dual_write", "How long two places are written at once.", dualWrite) {
        $0.dualWrite = $1
      },
      .key("rollback", "How it is taken back.", rollback) { $0.rollback = $1 },
      .key("triggers", "When it is taken back.", .list(trigger)) { $0.triggers = $1 },
      .key("rollout", "How it is rolled out.", rollout) { $0.rollout = $1 },
      .key("decisions", "Who decided what.", .list(decision)) { $0.decisions = $1 },
      .key("versions", "The versions that the tree must show.", .list(declaredVersion)) {
        $0.versions = $1
      },
      .key("timeline", "What is planned for which day.", .list(appointment)) { $0.timeline = $1 },
      .key("milestones", "The steps of the undertaking, in order.", .list(milestone)) {
        $0.milestones = $1
      },
      .key("claims", "What the release claims of its range.", claims) { $0.claims = $1 },
      .key("must_stay", "What must not break.", .list(.selector)) { $0.mustStay = $1 },
      .key("may_change", "What may change.", .list(.selector)) { $0.mayChange = $1 },
      .key("elements", "Members of one thing that goes through a parallel change.", .list(group)) {
        $0.elements = $1
      },
      .key(
        "observability", "Where metrics are defined.",
        .list(ShapedReader<PathGlob>.path.stated)
      ) { $0.observability = $1 },
      .key("links", "Other documents that belong to it, by their role.", links) { $0.links = $1 },
      .key("tag", "The tag as it was made.", tag) { $0.tag = $1 },
      .key("labels", "Words to find it by.", .list(.text)) { $0.labels = $1 },
      .key("issues", "Problems that are known; an empty list says that none is.", .list(issue)) {
        $0.issues = $1
      },
      .key("confidence", "How sure the authors are, from 0 to 1.", share) { $0.confidence = $1 },
    ])

  static let day = ShapedReader<CalendarDate>.date.stated
  static let grade = ShapedReader<Grade>.word("grade").stated
  static let share = ShapedReader<DecimalNumber>.number.stated
  static let words = ShapedReader<[Stated<String>]>.list(.statedText)
  static let minutes = ShapedReader<Int>.integer(in: 0...525_600).stated
  static let file = ShapedReader<RepositoryPath>.file.stated

  private static let inputs = ShapedReader<Inputs>.record(
    "What people had to know before they planned.", from: Inputs(),
    [
      .key("change", "What is changing.", .statedText) { $0.change = $1 },
      .key("from", "The version that is in use.", .statedScalar) { $0.from = $1 },
      .key("to", "The version that is to come.", .statedScalar) { $0.to = $1 },
      .key("consumers", "Who uses what changes.", .list(consumer)) { $0.consumers = $1 },
      .key("volume", "How much data there is.", .statedText) { $0.volume = $1 },
      .key("latency", "How long it may take.", .statedText) { $0.latency = $1 },
      .key("environment", "Where it runs.", .statedText) { $0.environment = $1 },
    ]
  ).placed { $0.range = $1 }

  private static let consumer = ShapedReader<Consumer>.record(
    "Who uses what changes.", from: Consumer(),
    [
      .key("id", "The id by which breaking changes name it.", .statedText, isRequired: true) {
        $0.id = $1
      },
      .key("about", "What it is.", .text) { $0.about = $1 },
    ])

  private static let objective = ShapedReader<Objective>.record(
    "What a release is to reach.", from: Objective(),
    [
      .key("text", "The aim.", .statedText, isRequired: true) { $0.text = $1 },
      .key("metric", "What is measured, with number, unit and window.", .statedText) {
        $0.metric = $1
      },
    ])

  private static let feature = ShapedReader<Feature>.record(
    "Something that comes with a release, or was put off.", from: Feature(),
    [
      .key("id", "Its id within the record.", .statedText, isRequired: true) { $0.id = $1 },
      .key("title", "What it is.", .text) { $0.title = $1 },
      .key(
        "batch", "How much the release needs it.",
        ShapedReader<Feature.Batch>.word("batch").stated, isRequired: true
      ) { $0.batch = $1 },
      .key("reason", "Why it is in the release, or put off.", .statedText) { $0.reason = $1 },
      .key("needs", "The ids of what it needs.", words) { $0.needs = $1 },
      .key("risk", "How likely it is to go wrong.", grade) { $0.risk = $1 },
      .key("rollback", "How hard it is to take back.", grade) { $0.rollback = $1 },
      .key("flag", "The flag that shows it to users.", .statedText) { $0.flag = $1 },
      .key("paths", "The files that make it.", .list(ShapedReader<PathGlob>.path.stated)) {
        $0.paths = $1
      },
      .key("target", "The version for which it is planned, if it is put off.", .statedScalar) {
        $0.target = $1
      },
    ])

  private static let breaking = ShapedReader<Breaking>.record(
    "What a release is known to break.", from: Breaking(),
    [
      .key("api", "In APIs.", .list(breakage)) { $0.api = $1 },
      .key("schema", "In stored data.", .list(breakage)) { $0.schema = $1 },
      .key("configuration", "In configuration.", .list(breakage)) { $0.configuration = $1 },
    ]
  ).placed { $0.range = $1 }

  private static let breakage = ShapedReader<Break>.record(
    "One thing that breaks.", from: Break(),
    [
      .key("rule", "A pattern over rule ids.", glob) { $0.selector.rule = $1 },
      .key("path", "A pattern over files.", .path) { $0.selector.path = $1 },
      .key("element", "The element as reports print it, or a part of it.", .text) {
        $0.selector.element = $1
      },
      .key("change", "What changes.", .statedText) { $0.change = $1 },
      .key("migration", "What its users do.", .statedText) { $0.migration = $1 },
      .key(
        "deprecation_days", "How long it was announced.",
        ShapedReader<Int>.integer(in: 0...36_500).stated
      ) { $0.deprecationDays = $1 },
      .key("consumers", "The ids of the consumers that it touches.", words) { $0.consumers = $1 },
      .key("no_consumers_because", "Why it touches nobody.", .statedText) {
        $0.noConsumersBecause = $1
      },
      .key("guide", "The guide for its users.", file) { $0.guide = $1 },
      .key("rollback", "How hard it is to take back.", grade) { $0.rollback = $1 },
      .key("key", "The key that configuration must now have.", .statedText) { $0.key = $1 },
      .key(
        "compatible", "Whether what was configured before still works.",
        ShapedReader<Bool>.boolean.stated
      ) { $0.isCompatible = $1 },
    ]
  ).placed {
    $0.range = $1
    $0.selector.range = $1
  }

  private static let glob = ShapedReader<String>.text.map { pattern in
    PathGlob.reading(pattern).mapError { ShapeProblem.Reason($0.reason) }
  }

  private static let dependencies = ShapedReader<Dependencies>.record(
    "What must be there first.", from: Dependencies(),
    [
      .key("internal", "What others of the same house must do.", .list(internalDependency)) {
        $0.internalOnes = $1
      },
      .key("external", "What others outside must do.", .list(externalDependency)) {
        $0.externalOnes = $1
      },
    ])

  private static let internalDependency = ShapedReader<InternalDependency>.record(
    "What others of the same house must do.", from: InternalDependency(),
    [
      .key("id", "Its id within the record.", .statedText, isRequired: true) { $0.id = $1 },
      .key(
        "needs", "What must be there: service@>=1.2.0, or the id of another step.", words
      ) { $0.needs = $1 },
      .key("before", "The step before which it must be there.", .statedText) { $0.before = $1 },
    ])

  private static let externalDependency = ShapedReader<ExternalDependency>.record(
    "What others outside must do.", from: ExternalDependency(),
    [
      .key("name", "What it is.", .statedText, isRequired: true) { $0.name = $1 },
      .key(
        "status", "Whether it is there.",
        ShapedReader<ExternalDependency.Status>.word("status").stated, isRequired: true
      ) { $0.status = $1 },
      .key("date", "Since when.", day) { $0.date = $1 },
      .key("evidence", "What shows it.", .statedText) { $0.evidence = $1 },
    ])

  private static let risk = ShapedReader<Risk>.record(
    "What may go wrong.", from: Risk(),
    [
      .key("level", "How bad it would be.", grade, isRequired: true) { $0.level = $1 },
      .key("text", "What it is.", .statedText, isRequired: true) { $0.text = $1 },
      .key("mitigation", "What is done against it.", .statedText) { $0.mitigation = $1 },
      .key("metric", "The metric by which it would show.", .statedText) { $0.metric = $1 },
    ])

  private static let backfill = ShapedReader<Backfill>.record(
    "How rows are brought over.", from: Backfill(),
    [
      .key("table", "The table.", .statedText, isRequired: true) { $0.table = $1 },
      .key(
        "batch", "How many rows at a time.", ShapedReader<Int>.integer(in: 0...1_000_000_000).stated
      ) {
        $0.batch = $1
      },
      .key("idempotent", "Why it may run twice.", .statedText) { $0.idempotent = $1 },
      .key("verify", "The query that checks the outcome.", file) { $0.verify = $1 },
      .key("counts", "The counts that the check gives.", words) { $0.counts = $1 },
    ]
  ).placed { $0.range = $1 }

  private static let dualWrite = ShapedReader<DualWrite>.record(
    "How long two places are written at once.", from: DualWrite(),
    [
      .key("from_tag", "The release tag that began it.", .statedScalar, isRequired: true) {
        $0.from = $1
      },
      .key(
        "max_releases", "The longest time, in releases.",
        ShapedReader<Int>.integer(in: 1...1_000).stated, isRequired: true
      ) { $0.maxReleases = $1 },
    ])

  private static let group = ShapedReader<ElementGroup>.record(
    "Members of one thing that goes through a parallel change.", from: ElementGroup(),
    [
      .key("name", "Its name.", .statedText, isRequired: true) { $0.name = $1 },
      .key("columns", "Columns, as table.column.", words) { $0.columns = $1 },
      .key("api", "Elements of APIs, as reports print them.", words) { $0.api = $1 },
      .key("flags", "Flags.", words) { $0.flags = $1 },
    ])

  private static let declaredVersion = ShapedReader<DeclaredVersion>.record(
    "A version that the tree must show.", from: DeclaredVersion(),
    [
      .key(
        "kind", "Of what kind.", ShapedReader<DeclaredVersion.Kind>.word("kind").stated,
        isRequired: true
      ) { $0.kind = $1 },
      .key("name", "Of what.", .text) { $0.name = $1 },
      .key("version", "The version.", .statedScalar, isRequired: true) { $0.version = $1 },
      .key("file", "The file that says so.", file, isRequired: true) { $0.file = $1 },
      .key("key", "The keys to it, joined by dots.", .statedText) { $0.key = $1 },
    ])

  private static let appointment = ShapedReader<Appointment>.record(
    "Something that is planned for a day.", from: Appointment(),
    [
      .key("name", "What.", .statedText, isRequired: true) { $0.name = $1 },
      .key("date", "When.", day, isRequired: true) { $0.date = $1 },
      .key("weekday", "The weekday as it was written.", .statedText) { $0.weekday = $1 },
      .key("stage", "The stage that begins then.", .statedText) { $0.stage = $1 },
    ])

  private static let milestone = ShapedReader<Milestone>.record(
    "A step of the whole undertaking.", from: Milestone(),
    [
      .key("id", "Its id.", .statedText, isRequired: true) { $0.id = $1 },
      .key("done", "When it was reached.", day) { $0.done = $1 },
    ])

  private static let claims = ShapedReader<Claims>.record(
    "What a release claims of its range.", from: Claims(),
    [
      .key("no_migrations", "No migration changes.", truth) { $0.noMigrations = $1 },
      .key("no_breaking", "Nothing breaks.", truth) { $0.noBreaking = $1 },
      .key("all_behind_flags", "All new behavior is behind flags.", truth) {
        $0.allBehindFlags = $1
      },
      .key("backward_compatible", "Clients go on without an update.", truth) {
        $0.isBackwardCompatible = $1
      },
      .key(
        "schema_changes_in", "The schema changed in that release, and not in this one.",
        .statedScalar
      ) { $0.schemaChangesIn = $1 },
    ])

  static let truth = ShapedReader<Bool>.boolean.stated

  private static let links = ShapedReader<[Link]>.oneOrMore(
    ShapedReader<Link>.record(
      "A document that belongs to the release.", from: Link(),
      [
        .key("role", "What it is to the release.", .statedText, isRequired: true) { $0.role = $1 },
        .key("to", "Its path, or the id of a task.", .statedText, isRequired: true) {
          $0.target = $1
        },
      ]))

  private static let tag = ShapedReader<Tag>.record(
    "The tag as it was made.", from: Tag(),
    [
      .key("name", "Its name.", .statedScalar, isRequired: true) { $0.name = $1 },
      .key(
        "object", "The id of the tag object, or of the commit if it has none.", .statedScalar,
        isRequired: true
      ) { $0.object = $1 },
    ])

  static let issue = ShapedReader<Issue>.record(
    "A problem that is known.", from: Issue(),
    [
      .key("ref", "Where it is followed up.", .statedText, isRequired: true) { $0.ref = $1 },
      .key("text", "What it is.", .text) { $0.text = $1 },
    ])
}
