import DataTrees
package import FormatKit
package import SourceModel
extension OpenAPIFormat {
  package static func recognize(_ source: SourceText) -> Recognition { (source.contains("openapi") || source.contains("swagger")) ? .certain : .no }
  static func read(description root: SourceText, from files: any FileSource) -> Reading<OpenAPIModel> {
    let loading = DocumentSet.load(root, from: files, format: "openapi")
    let model = loading.documents.map { d -> OpenAPIModel in
      let v = d.value(of: d.root, "openapi").map { d.canonical($0).text } ?? ""
      return OpenAPIModel(documents: d, version: v.hasPrefix("\"3.1") ? .v31 : .v30) }
    return Reading(model: model, problems: loading.problems, dependencies: loading.dependencies)
  }
}
