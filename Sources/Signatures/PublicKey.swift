internal import Digests
internal import SourceModel

/// A public key as SSH writes it.
struct PublicKey: Hashable, Sendable {
  /// The key in wire format.
  let blob: [UInt8]
  /// The name of its kind, as it stands in the blob.
  let type: Name
  let material: Material

  enum Material: Hashable, Sendable {
    /// RFC 8709: 32 bytes.
    case ed25519([UInt8])
    /// RFC 5656: a point on the curve, uncompressed.
    case p256(point: [UInt8])
    /// RFC 4253, section 6.6: both without leading zeros.
    case rsa(exponent: [UInt8], modulus: [UInt8])
    case other
  }

  /// Reads a key in wire format; nil if it is damaged.
  ///
  /// A key of another kind is `other`, unread.
  init?(blob: [UInt8]) {
    var reader = WireReader(blob)
    guard let type = reader.string().map({ Name($0) }), !type.isEmpty else { return nil }
    switch type {
    case "ssh-ed25519":
      guard let key = reader.string(), key.count == 32 else { return nil }
      material = .ed25519(key)
    case "ecdsa-sha2-nistp256":
      guard reader.string().map({ Name($0) }) == "nistp256", let point = reader.string(),
        point.count == 65, point[0] == 4
      else { return nil }
      material = .p256(point: point)
    case "ssh-rsa":
      guard let exponent = reader.magnitude(), let modulus = reader.magnitude(),
        !exponent.isEmpty, !modulus.isEmpty
      else { return nil }
      material = .rsa(exponent: exponent, modulus: modulus)
    default:
      material = .other
    }
    guard material == .other || reader.isAtEnd else { return nil }
    self.type = type
    self.blob = blob
  }

  /// The key's name for people, as `ssh-keygen -l` prints it.
  var fingerprint: String {
    "SHA256:" + Base64.encode(SHA256.digest(of: blob)).prefix { $0 != "=" }
  }

  /// Whether OpenSSH knows keys of this kind.
  var isKnown: Bool { material != .other || PublicKey.others[type] != nil }

  /// Why no signature of this key is verified, as a fact; nil if it is.
  var refusal: String? {
    switch material {
    case .ed25519, .p256: nil
    case .rsa(let exponent, let modulus):
      switch PublicKey.bits(modulus) {
      case ..<3072:
        "the RSA key has \(PublicKey.bits(modulus)) bits, and less than 3072 are not trusted"
      case 8193...:
        "the RSA key has \(PublicKey.bits(modulus)) bits, and more than 8192 are refused"
      default:
        exponent.count > 8 ? "the RSA key has a public exponent of more than 64 bits" : nil
      }
    case .other:
      PublicKey.others[type] ?? "the key is of the unknown kind '\(type.text)'"
    }
  }

  private static func bits(_ magnitude: [UInt8]) -> Int {
    guard let first = magnitude.first else { return 0 }
    return magnitude.count * 8 - first.leadingZeroBitCount
  }

  /// Kinds of keys that OpenSSH has and that are not verified here.
  private static let others: [Name: String] = {
    let securityKey = "the key is one of a security key (sk), which is not verified"
    let certificate = "the key is a certificate, which is not verified"
    let curve = "the key is one of ECDSA on another curve than P-256, which is not verified"
    return [
      "sk-ssh-ed25519@openssh.com": securityKey,
      "sk-ecdsa-sha2-nistp256@openssh.com": securityKey,
      "ecdsa-sha2-nistp384": curve,
      "ecdsa-sha2-nistp521": curve,
      "ssh-dss": "the key is one of DSA, which is not trusted",
      "ssh-rsa-cert-v01@openssh.com": certificate,
      "ssh-dss-cert-v01@openssh.com": certificate,
      "ssh-ed25519-cert-v01@openssh.com": certificate,
      "ecdsa-sha2-nistp256-cert-v01@openssh.com": certificate,
      "ecdsa-sha2-nistp384-cert-v01@openssh.com": certificate,
      "ecdsa-sha2-nistp521-cert-v01@openssh.com": certificate,
      "sk-ssh-ed25519-cert-v01@openssh.com": certificate,
      "sk-ecdsa-sha2-nistp256-cert-v01@openssh.com": certificate,
    ]
  }()
}
