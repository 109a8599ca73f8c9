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
      .key("readers", "The code that must bear the new form first.", .list(codeReader)) {
        $0.readers = $1
      },
      .key("opened_in", "The release tag that opened it.", .statedScalar, isRequired: true) {
        $0.openedIn = $1
      },
      .key("closed_in", "The release tag that closed it.", .statedScalar) { $0.closedIn = $1 },
    ]
  ).placed { $0.range = $1 }

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
