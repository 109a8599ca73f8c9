import Digests

/// The first 32 hex digits of SHA-256 over `1 NUL rule NUL parts…`: stable across wording.
package func fingerprint(_ rule: RuleID, _ parts: [[UInt8]]) -> String {
  var bytes = Array("1".utf8) + [0] + Array(rule.text.utf8)
  for part in parts {
    bytes.append(0)
    bytes += part
  }
  return String(SHA256.hexDigest(of: bytes).prefix(32))
}
