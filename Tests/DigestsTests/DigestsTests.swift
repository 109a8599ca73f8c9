import Digests
import Testing

/// The vectors are those of FIPS 180-4 and RFC 4648.
struct SHA2Tests {
  private static let twoBlocks = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"

  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (twoBlocks, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"),
  ])
  func sha256(_ text: String, _ digest: String) {
    #expect(SHA256.hexDigest(of: text.utf8) == digest)
    #expect(Base16.encode(SHA256.digest(of: Array(text.utf8))) == digest)
  }

  @Test func sha256OfAMillionLetters() {
    var hash = SHA256()
    for _ in 0..<1_000 { hash.update(repeatElement(0x61, count: 1_000)) }
    #expect(
      Base16.encode(hash.digest)
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test func sha256TakesPiecesAndGoesOn() {
    let bytes = Array(Self.twoBlocks.utf8)
    for place in bytes.indices {
      var hash = SHA256()
      hash.update(bytes[..<place])
      var copy = hash
      #expect(hash.digest == SHA256.digest(of: bytes[..<place]))
      hash.update(bytes[place...])
      #expect(hash.digest == SHA256.digest(of: bytes))
      copy.update([0])
      #expect(copy.digest == SHA256.digest(of: bytes[..<place] + [0]))
    }
  }

  @Test(arguments: [
    (
      "",
      "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
        + "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e"
    ),
    (
      "abc",
      "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
        + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
    ),
  ])
  func sha512(_ text: String, _ digest: String) {
    #expect(Base16.encode(SHA512.digest(of: text.utf8)) == digest)
  }
}

struct BaseEncodingTests {
  private static let allBytes = [UInt8](0...255)

  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
    ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
  ])
  func base64(_ text: String, _ encoded: String) {
    #expect(Base64.encode(text.utf8) == encoded)
    #expect(Base64.decode(encoded) == Array(text.utf8))
  }

  @Test func base64OfAllBytesAndLengths() {
    for count in 0...256 {
      let bytes = Self.allBytes.prefix(count)
      #expect(Base64.decode(Base64.encode(bytes)) == Array(bytes))
    }
    #expect(Base64.encode([0xFB, 0xFF]) == "+/8=")
  }

  @Test(arguments: [
    "Z", "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zg==Zg==", "=Zg=", "Z===", "====", "Zm9v\n", "Zm 9",
    "Zm-_",
    "Zm9é",
  ])
  func base64Refuses(_ text: String) {
    #expect(Base64.decode(text) == nil)
  }

  @Test func base16() {
    #expect(Base16.encode([0x00, 0x0F, 0xA5, 0xFF]) == "000fa5ff")
    #expect(Base16.decode("000Fa5fF") == [0x00, 0x0F, 0xA5, 0xFF])
    #expect(Base16.decode(Base16.encode(Self.allBytes)) == Self.allBytes)
    #expect(Base16.decode("") == [])
    for text in ["0", "0g", "0x00", " 00", "é"] { #expect(Base16.decode(text) == nil) }
  }
}
