import Foundation
import Testing

/// A part of a signature that a test replaces.
enum Part: Sendable {
  case version([UInt8])
  case keyType(String)
  case hash(String)
}

/// The bytes of a signature, taken apart to be put together differently.
struct SignatureBlob {
  /// `SSHSIG` and the version.
  private var start: [UInt8]
  /// Key, namespace, reserved, hash, value.
  private var fields: [[UInt8]]

  init(_ vector: Vector) throws {
    let lines = vector.armored.split(separator: "\n").dropFirst().dropLast()
    let bytes = Array(try #require(Data(base64Encoded: lines.joined())))
    start = Array(bytes[..<10])
    fields = Self.fields(of: bytes[10...])
  }

  /// The same signature with other words in it.
  func changing(_ part: Part) -> SignatureBlob {
    var result = self
    switch part {
    case .version(let bytes): result.start.replaceSubrange(6..., with: bytes)
    case .hash(let name): result.fields[3] = Array(name.utf8)
    case .keyType(let name):
      result.fields[0] = Self.joined(
        [Array(name.utf8)] + Self.fields(of: fields[0][...]).dropFirst())
    }
    return result
  }

  func renaming(algorithm: String) -> SignatureBlob {
    var result = self
    result.fields[4] = Self.joined(
      [Array(algorithm.utf8)] + Self.fields(of: fields[4][...]).dropFirst())
    return result
  }

  var armored: [UInt8] { Self.armored(start + Self.joined(fields)) }

  static func armored(_ bytes: [UInt8]) -> [UInt8] {
    let text = Data(bytes).base64EncodedString()
    return Array("-----BEGIN SSH SIGNATURE-----\n\(text)\n-----END SSH SIGNATURE-----\n".utf8)
  }

  /// The bytes inside the armor.
  var bytes: [UInt8] { start + Self.joined(fields) }

  private static func fields(of bytes: ArraySlice<UInt8>) -> [[UInt8]] {
    var rest = bytes
    var fields: [[UInt8]] = []
    while rest.count >= 4 {
      let count = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
      fields.append(Array(rest.dropFirst(4).prefix(count)))
      rest = rest.dropFirst(4 + count)
    }
    return fields
  }

  private static func joined(_ fields: [[UInt8]]) -> [UInt8] {
    fields.flatMap { field in
      [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: field.count >> $0) } + field
    }
  }
}
