import CommandLines
import FormatKit
import OpenAPI
import ReleaseModel

/// The formats that this program reads, in the order in which files are offered to them.
let builtinFormats: [any Format.Type] = [OpenAPIFormat.self, CommandLineFormat.self]

/// The rules of all formats by their ids; made when first asked for.
let builtinRules: [RuleID: Rule] = Dictionary(
  builtinFormats.flatMap { $0.rules }.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
