import FormatKit
import GitHistory
import Markdown
import ReleaseModel
import ReleaseRecords
import SourceModel

/// The documents of a range's release, with what they are held against.
struct DocumentScene {
  let scene: ReleaseScene
  /// The folder of the release as it is, or as it would be named.
  let folder: RepositoryPath
  let record: ReleaseRecord?
  /// The documents that are there, guides included, in path order.
  let documents: [ReleaseDocument]
  /// Files at the places of documents that could not be opened, with the reason.
  let unopened: [(path: RepositoryPath, reason: String)]

  /// Reads the documents of a release.
  init(of scene: ReleaseScene, _ folder: ReleaseFolder?) {
    self.scene = scene
    let path =
      folder?.path
      ?? scene.folder.appending(DocumentScene.name(of: scene).utf8)
    self.folder = path
    record = folder?.value
    var documents: [ReleaseDocument] = []
    var unopened: [(path: RepositoryPath, reason: String)] = []
    for (file, kind) in DocumentScene.files(of: path, in: scene) {
      switch scene.after.read(file) {
      case .file(let source): documents.append(ReleaseDocument(source, kind: kind))
      case .missing: break
      case .unreadable(let reason, _, _): unopened.append((file, reason))
      }
    }
    self.documents = documents
    self.unopened = unopened
  }

  /// How the folder of a release that has none would be named.
  private static func name(of scene: ReleaseScene) -> String {
    guard let version = scene.afterVersion else { return ReleaseFolder.nextName }
    return version.numbers.map { "\($0)" }.joined(separator: ".")
  }

  private static func files(
    of folder: RepositoryPath, in scene: ReleaseScene
  ) -> [(RepositoryPath, DocumentKind)] {
    let named = DocumentKind.allCases.filter { $0 != .guide }.map { kind in
      (folder.appending(kind.rawValue.utf8), kind)
    }
    let guides = scene.after.files(below: folder.appending(DocumentKind.guidesName.utf8))
      .filter { $0.fileExtension == "md" }.map { ($0, DocumentKind.guide) }
    return (named + guides).sorted { $0.0 < $1.0 }
  }

  /// A document by its kind; nil if it is missing.
  func document(_ kind: DocumentKind) -> ReleaseDocument? {
    documents.first { $0.kind == kind }
  }

  /// How far the release has come; a release without a record is ready.
  var state: ReleaseRecord.State { record?.state.value ?? .ready }

  /// Whether the release has been carried out.
  var isComplete: Bool { state == .complete }

  /// The changes that somebody can notice.
  var noticed: [Change] { scene.changes.filter { $0.classification != .neutral } }

  /// The changes that break somebody.
  var breaking: [Change] { scene.changes.filter { $0.classification == .breaking } }

  /// Whether a path at `after` is a file or a folder.
  func isThere(_ path: RepositoryPath) -> Bool {
    path == .root || scene.after.object(at: path) != nil
  }

  /// What a reference in a document leads to: seen from the document, its release, or the root; nil
  /// if nothing is there.
  func resolve(_ reference: String, from document: RepositoryPath) -> RepositoryPath? {
    var text = Substring(reference)
    let isRooted = text.hasPrefix("/")
    while text.hasPrefix("/") { text = text.dropFirst() }
    let places = isRooted ? [.root] : [document.parent, folder, .root]
    for place in places {
      if let path = place.resolving(Array(text.utf8)), path != .root, isThere(path) { return path }
    }
    return nil
  }
}
