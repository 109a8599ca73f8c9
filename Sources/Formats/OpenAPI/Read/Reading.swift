import DataTrees
import FormatKit
import SourceModel

extension OpenAPIFormat {
  /// Reads a description and what its references reach; version 2.0 is brought into the shape of
  /// version 3.
  static func read(
    description root: SourceText, from files: any FileSource
  ) -> Reading<OpenAPIModel> {
    var loading = DocumentSet.load(root, from: files, format: name)
    guard let written = loading.documents else {
      return Reading(model: nil, problems: loading.problems, dependencies: loading.dependencies)
    }
    let isSwagger = SwaggerUpgrade.applies(to: written)
    if isSwagger, let trees = SwaggerUpgrade.rewritten(written) {
      loading = DocumentSet.load(root, from: files, format: name) {
        trees[$0.source.path] ?? $0
      }
    }
    let documents = loading.documents ?? written
    let version: OpenAPIVersion = isSwagger ? .v2 : OpenAPIFormat.isSince31(documents) ? .v31 : .v30
    return Reading(
      model: OpenAPIModel(documents: documents, version: version), problems: loading.problems,
      dependencies: loading.dependencies)
  }

  private static func isSince31(_ documents: DocumentSet) -> Bool {
    guard let version = documents.value(of: documents.root, "openapi"),
      let text = documents.trees[0].scalarText(of: version.node)
    else { return false }
    return text.hasPrefix("3.1")
  }
}
