package import DataTrees
package import SourceModel

/// A time in which the code before and the code after run side by side on the same data: from the
/// release that opens it to the one that closes it.
package struct MixedVersionWindow: Hashable, Sendable {
  /// Its id.
  package var id = Stated("")
  /// What it is about.
  package var about: Stated<String>?
  /// What both sides use: `users.old_name`, `GET /users`.
  package var elements: [Stated<String>] = []
  /// The stores that both sides write.
  package var stores: [Stated<String>] = []
  /// The groups of routes that are moved one by one.
  package var routes: [Stated<String>] = []
  /// Where each group's target is configured.
  package var routeGroups: [RouteGroup] = []
  /// The table of how each group is taken back: a document of Markdown, or a list in YAML.
  package var matrix: Stated<RepositoryPath>?
  /// The scripts that migrate, verify and roll back.
  package var scripts: [Stated<RepositoryPath>] = []
  /// The code that must bear the new form before anything is migrated.
  package var readers: [Reader] = []
  /// The release tag that opened it.
  package var openedIn = Stated("")
  /// The release tag that closed it; nil while it is open.
  package var closedIn: Stated<String>?
  /// Where it stands.
  package var range = SourceRange(0, 0)

  /// Says nothing.
  package init() {}

  /// Whether both sides may still be running.
  package var isOpen: Bool { closedIn == nil }

  /// A group of routes whose target a file of the repository names.
  package struct RouteGroup: Hashable, Sendable {
    /// Its name.
    package var group = Stated("")
    /// The file.
    package var file = Stated(RepositoryPath.root)
    /// The keys to the target in it, joined by dots: `groups.auth.target`.
    package var keyPath = Stated("")
    /// The target before.
    package var legacy = Stated("")
    /// What serves the target before: a file or folder; nil if the file with the routes names it.
    package var legacyPath: Stated<RepositoryPath>?
    /// The target after.
    package var new = Stated("")

    /// Says nothing.
    package init() {}
  }

  /// Code that must bear the new form.
  package struct Reader: Hashable, Sendable {
    /// The file.
    package var path = Stated(RepositoryPath.root)
    /// The name of the new form, which the file must hold.
    package var element = Stated("")

    /// Says nothing.
    package init() {}
  }
}

extension MixedVersionWindow {
  /// The version that stands in every window.
  package static let schemaIdentifier = "relgate/window/1"

  /// How a window is read, and its shape.
  package static let reader = ShapedReader<MixedVersionWindow>.record(
    "A time in which two versions run side by side on the same data.",
    from: MixedVersionWindow(),
    [
      .key(
        "schema", "The version of this schema.", .word([schemaIdentifier], "schema"),
        isRequired: true
      ) { _, _ in },
      .key("id", "Its id.", .statedText, isRequired: true) { $0.id = $1 },
      .key("about", "What it is about.", .statedText) { $0.about = $1 },
      .key("elements", "What both sides use, as reports print it.", .list(.statedText)) {
        $0.elements = $1
      },
      .key("stores", "The stores that both sides write.", .list(.statedText)) { $0.stores = $1 },
      .key("routes", "The groups of routes that are moved one by one.", .list(.statedText)) {
        $0.routes = $1
      },
      .key("route_groups", "Where each group's target is configured.", .list(routeGroup)) {
        $0.routeGroups = $1
      },
      .key(
        "matrix", "The table of how each group is taken back.",
        ShapedReader<RepositoryPath>.file.stated
      ) { $0.matrix = $1 },
      .key(
        "scripts", "The scripts that migrate, verify and roll back.",
        .list(ShapedReader<RepositoryPath>.file.stated)
      ) { $0.scripts = $1 },
      .key("readers", "The code that must bear the new form first.", .list(codeReader)) {
        $0.readers = $1
      },
      .key("opened_in", "The release tag that opened it.", .statedScalar, isRequired: true) {
        $0.openedIn = $1
      },
      .key("closed_in", "The release tag that closed it.", .statedScalar) { $0.closedIn = $1 },
    ]
  ).placed { $0.range = $1 }

  private static let routeGroup = ShapedReader<RouteGroup>.record(
    "A group of routes whose target a file names.", from: RouteGroup(),
    [
      .key("group", "Its name.", .statedText, isRequired: true) { $0.group = $1 },
      .key("file", "The file.", ShapedReader<RepositoryPath>.file.stated, isRequired: true) {
        $0.file = $1
      },
      .key("key_path", "The keys to the target, joined by dots.", .statedText, isRequired: true) {
        $0.keyPath = $1
      },
      .key("legacy", "The target before.", .statedText, isRequired: true) { $0.legacy = $1 },
      .key(
        "legacy_path", "What serves the target before.",
        ShapedReader<RepositoryPath>.file.stated
      ) { $0.legacyPath = $1 },
      .key("new", "The target after.", .statedText, isRequired: true) { $0.new = $1 },
    ])

  private static let codeReader = ShapedReader<Reader>.record(
    "Code that must bear the new form.", from: Reader(),
    [
      .key("path", "The file.", ShapedReader<RepositoryPath>.file.stated, isRequired: true) {
        $0.path = $1
      },
      .key("element", "The name of the new form.", .statedText, isRequired: true) {
        $0.element = $1
      },
    ])
}
