import FormatKit
import OpenAPI

/// The formats that this program reads, in the order in which files are offered to them.
let builtinFormats: [any Format.Type] = [OpenAPIFormat.self]
