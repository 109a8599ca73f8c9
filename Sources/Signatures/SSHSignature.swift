internal import Digests
internal import SourceModel

/// A signature of `ssh-keygen -Y sign` (OpenSSH, PROTOCOL.sshsig), read but not verified.
struct SSHSignature: Sendable {
  let key: PublicKey
  /// What the signature was made for: `git` for commits and tags.
  let namespace: Name
  private let reserved: [UInt8]
  private let hash: Name
  /// The algorithm's name; for RSA not that of the key.
  let algorithm: Name
  /// What the algorithm made.
  let value: [UInt8]

  /// Why a signature cannot be verified.
  enum Flaw: Error, Hashable, Sendable {
    /// It is not what PROTOCOL.sshsig describes.
    case damaged(String)
    /// It asks for what is not supported.
    case unsupported(String)
  }

  /// Reads a signature in its armor; nothing but white space may follow it.
  init(armored text: [UInt8]) throws(Flaw) {
    guard let blob = SSHSignature.unarmored(text) else {
      throw .damaged("its armor is damaged")
    }
    try self.init(blob: blob)
  }

  private init(blob: [UInt8]) throws(Flaw) {
    var reader = WireReader(blob)
    guard reader.skip("SSHSIG"), let version = reader.number() else {
      throw .damaged("it does not begin as a signature of SSH")
    }
    if version != 1 { throw .unsupported("the signature has the unknown version \(version)") }
    guard let keyBlob = reader.string(), let namespace = reader.string(),
      let reserved = reader.string(), let hash = reader.string(), let value = reader.string(),
      reader.isAtEnd
    else { throw .damaged("its fields are cut short, or something follows them") }
    guard let key = PublicKey(blob: keyBlob) else { throw .damaged("its key is damaged") }
    self.key = key
    self.namespace = Name(namespace)
    self.reserved = reserved
    self.hash = Name(hash)
    guard ["sha256", "sha512"].contains(self.hash) else {
      throw .unsupported("the hash '\(self.hash.text)' is neither sha256 nor sha512")
    }
    var inner = WireReader(value)
    // What follows the value belongs to security keys, which are refused by their kind.
    guard let algorithm = inner.string(), let made = inner.string(),
      inner.isAtEnd || key.material == .other
    else { throw .damaged("its value is damaged") }
    self.algorithm = Name(algorithm)
    self.value = made
  }

  /// What was signed: the payload's digest, and what the signature says of itself.
  func message(of payload: [UInt8]) -> [UInt8] {
    let digest = hash == "sha256" ? SHA256.digest(of: payload) : SHA512.digest(of: payload)
    return Array("SSHSIG".utf8)
      + [namespace.bytes, reserved, hash.bytes, digest].flatMap(wireString)
  }

  static let begin = "-----BEGIN SSH SIGNATURE-----"
  private static let end = "-----END SSH SIGNATURE-----"

  /// The bytes inside the armor; nil unless the text is one armor, whole.
  private static func unarmored(_ text: [UInt8]) -> [UInt8]? {
    let lines = text.split(separator: 0x0A).map { line in
      line.last == 0x0D ? line.dropLast() : line
    }
    guard let first = lines.first, first.elementsEqual(begin.utf8),
      let last = lines.firstIndex(where: { $0.elementsEqual(end.utf8) }),
      lines[(last + 1)...].allSatisfy({ $0.allSatisfy { $0 == 0x20 || $0 == 0x09 } })
    else { return nil }
    return Base64.decode(String(decoding: lines[1..<last].joined(), as: UTF8.self))
  }
}
