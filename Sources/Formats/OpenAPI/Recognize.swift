package import FormatKit
package import SourceModel

extension OpenAPIFormat {
  /// Tells by its top-level members whether a file is the root of an API description.
  ///
  /// The version alone is no proof, since configuration of many tools has such a key too: `info` or
  /// one of the sections must stand beside it. OpenAPI 3.2 is an unknown version, because what it
  /// adds (`itemSchema`, `additionalOperations`, `in: querystring`) would be passed over.
  package static func recognize(_ source: SourceText) -> Recognition {
    guard source.contains("openapi") || source.contains("swagger") else {
      return .no
    }
    var version: (isSwagger: Bool, text: ArraySlice<UInt8>)?
    var hasSection = false
    var scanner = TopLevelScanner(source.bytes)
    while version == nil || !hasSection, let member = scanner.next() {
      switch Name(member.key) {
      case "openapi": version = version ?? (false, member.value)
      case "swagger": version = version ?? (true, member.value)
      case "info", "paths", "components", "webhooks", "definitions": hasSection = true
      default: break
      }
    }
    guard hasSection, let version else { return .no }
    return recognize(version.text, isSwagger: version.isSwagger)
  }

  private static func recognize(_ version: ArraySlice<UInt8>, isSwagger: Bool) -> Recognition {
    let parts = version.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard let major = parts.first, !major.isEmpty, major.allSatisfy(isDigit),
      parts.count == 1 || parts[1].first.map(isDigit) == true
    else { return .no }
    let known =
      isSwagger
      ? version.elementsEqual("2.0".utf8) || version.elementsEqual("2".utf8)
      : parts.count > 1 && major.elementsEqual("3".utf8)
        && (parts[1].elementsEqual("0".utf8) || parts[1].elementsEqual("1".utf8))
    return known ? .certain : .unknownVersion(String(decoding: version, as: UTF8.self))
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
