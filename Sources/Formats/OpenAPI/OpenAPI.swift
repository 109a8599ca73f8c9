import DataTrees
package import FormatKit
package import ReleaseModel
package import SourceModel

/// OpenAPI 3.0, 3.1 and Swagger 2.0, of one file or many.
package enum OpenAPIFormat: Format {
  package typealias Model = OpenAPIModel

  package static let name = "openapi"
  package static let fileExtensions = ["json", "yaml", "yml"]
  package static let surface = Report.Surface.http
  package static var rules: [Rule] { OpenAPIRules.standard.all }
  package static var problemRules: [ProblemRule] { OpenAPIProblem.rules }

  package static func couldBeFragment(_ path: RepositoryPath) -> Bool {
    fileExtensions.contains(path.fileExtension)
  }

  package static func couldReferToFiles(_ root: SourceText) -> Bool {
    FileReferences.mayStand(in: root)
  }

  package static func read(
    _ root: SourceText, from files: any FileSource
  ) -> Reading<OpenAPIModel> {
    read(description: root, from: files)
  }

  package static func compare(before: OpenAPIModel, after: OpenAPIModel) -> Comparison {
    var comparison = OpenAPIComparison(before: before, after: after)
    return Comparison(changes: comparison.run())
  }

  package static func elements(of model: OpenAPIModel) -> [Name] {
    guard let paths = model.documents.value(of: model.documents.root, "paths") else { return [] }
    return model.operations(of: paths).map { $0.method + " " + $0.template }.sorted()
  }

  package static func lives(
    of elements: [Name], in model: OpenAPIModel
  ) -> [Name: ElementLife] {
    var search = ElementSearch(model)
    var lives: [Name: ElementLife] = [:]
    for element in elements where lives[element] == nil {
      lives[element] = search.life(of: element)
    }
    return lives
  }

  package static func declaredVersion(of model: OpenAPIModel) -> DeclaredVersion? {
    let documents = model.documents
    guard let info = documents.value(of: documents.root, "info"),
      let version = documents.value(of: info, "version"),
      let text = documents.string(of: version)
    else { return nil }
    return DeclaredVersion(text, at: documents.spot(of: version))
  }
}
