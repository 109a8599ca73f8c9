import OpenAPI
import SourceModel
import TestSupport

/// The descriptions on which laws and edits are tried: every version, one file and many.
enum Corpus {
  static let samples = Fixtures.samples(in: "openapi/corpus", of: OpenAPIFormat.self)
}
