import DataTrees
import FormatKit
import ReleaseModel
import SourceModel

extension OpenAPIFormat {
  /// Reads a description and what its references reach; version 2.0 is brought into the shape of
  /// version 3.
  static func read(
    description root: SourceText, from files: any FileSource
  ) -> Reading<OpenAPIModel> {
    let loading = DocumentSet.load(root, from: files, format: name)
    func reading(_ model: OpenAPIModel?, _ problems: [LocatedProblem]) -> Reading<OpenAPIModel> {
      Reading(
        model: model, problems: loading.problems + problems, dependencies: loading.dependencies)
    }
    guard var documents = loading.documents else { return reading(nil, []) }
    var version = isSince31(documents) ? OpenAPIVersion.v31 : .v30
    if SwaggerUpgrade.applies(to: documents) {
      version = .v2
      guard let trees = SwaggerUpgrade.rewritten(documents) else {
        return reading(nil, [outgrown(documents, root)])
      }
      documents =
        DocumentSet.load(root, from: files, format: name, known: trees).documents ?? documents
    }
    return reading(
      OpenAPIModel(documents: documents, version: version),
      StructureWalk.problems(of: documents, version: version))
  }

  private static func isSince31(_ documents: DocumentSet) -> Bool {
    guard let version = documents.value(of: documents.root, "openapi"),
      let text = documents.trees[0].scalarText(of: version.node)
    else { return false }
    return text.hasPrefix("3.1")
  }

  private static func outgrown(_ documents: DocumentSet, _ root: SourceText) -> LocatedProblem {
    LocatedProblem(
      rule: DocumentProblem.unreadable.rule(of: name),
      message: "media types and shared parameters multiply the document beyond its limits",
      location: documents.spot(of: documents.root),
      hint: "Give fewer media types to the whole description.", subject: root.contentDigest)
  }
}
