import Signatures
import SourceModel
import Testing

struct AllowedSignersTests {
  private static let key = Vector.ed25519.key
  private static let blob = String(key.split(separator: " ")[1])

  private func flaws(_ text: String) -> [String] {
    do throws(AllowedSignersError) {
      _ = try AllowedSigners(Array(text.utf8))
      return []
    } catch {
      return error.flaws.map { "\($0.line):\($0.column): \($0.message)" }
    }
  }

  @Test(arguments: [
    ("a@x", "1:4: the line has no key"),
    ("a@x ssh-ed25519", "1:5: the key is missing"),
    ("a@x ssh-ed25519 AAAA", "1:17: the key is damaged"),
    ("a@x ssh-ed25519 é", "1:17: the key is damaged"),
    ("a@x ssh-rsa BLOB", "1:5: the key is not of the type 'ssh-rsa'"),
    ("a@x ssh-new AAAAB3NzaC1uZXc=", "1:5: 'ssh-new' is not a type of key that OpenSSH has"),
    ("a@x namespaces=\"git\"", "1:5: the line has no key"),
    ("a@x ssh-new AAAAB3NzaC1uZXc", "1:13: the key is damaged"),
    ("a@x ssh-new AAAAB3NzaC1uZXcAAAAA", "1:5: 'ssh-new' is not a type of key that OpenSSH has"),
    ("a@x,,b@x KEY", "1:1: a principal is empty"),
    (", KEY", "1:1: a principal is empty"),
    ("! KEY", "1:1: a principal is empty"),
    ("\"a b@x KEY", "1:1: a double quote does not close"),
    ("a@x namespace=\"git\" KEY", "1:5: 'namespace' is no option of a signer"),
    ("a@x namespaces=git KEY", "1:5: the option 'namespaces' has no value in double quotes"),
    ("a@x namespaces=\"\" KEY", "1:5: a namespace is empty"),
    ("a@x namespaces=\"git KEY", "1:16: a double quote does not close"),
    ("a@x namespaces=\"git\"valid KEY", "1:21: something follows an option without a comma"),
    ("a@x namespaces=\"git\", KEY", "1:22: an option is empty"),
    ("a@x cert-authority,cert-authority KEY", "1:20: the option 'cert-authority' stands twice"),
    ("a@x cert-authority=\"x\" KEY", "1:19: something follows an option without a comma"),
    ("a@x valid-after KEY", "1:5: the option 'valid-after' has no value in double quotes"),
    ("a@x valid-after=\"2026-01-01\" KEY", "1:5: the time of 'valid-after' is none"),
    ("a@x valid-before=\"20260231\" KEY", "1:5: the time of 'valid-before' is none"),
    ("a@x valid-before=\"202602012460\" KEY", "1:5: the time of 'valid-before' is none"),
    (
      "a@x valid-after=\"20260102\",valid-before=\"20260101\" KEY",
      "1:5: 'valid-before' is not later than 'valid-after'"
    ),
    ("# fine\n\nä@x \u{1} KEY", "3:5: the line has a control character"),
  ])
  func locatesWhatIsWrong(_ line: String, _ flaw: String) {
    let text = line.replacingKey(Self.key, blob: Self.blob)
    #expect(flaws(text) == [flaw])
    #expect(flaws("ok@x \(Self.key)\r\n" + text).count == 1)
  }

  @Test func tellsEveryWrongLineAndTheNearestWord() throws {
    #expect(flaws("a\n#b\nc\n") == ["1:2: the line has no key", "3:2: the line has no key"])
    let text = "a@x valid-befor=\"20260101\" \(Self.key)"
    let error = #expect(throws: AllowedSignersError.self) { try AllowedSigners(Array(text.utf8)) }
    #expect(error?.flaws.first?.hint == "Did you mean 'valid-before'?")
  }

  @Test(arguments: [
    "", "\n\n", "# comment", " \t# comment", "a@x KEY", "  a@x\t KEY comment with = and \"",
    "\"a b@x\" KEY", "a@x,!b@x,*@y KEY", "* namespaces=\"git,file\" KEY",
    "a@x valid-after=\"20260101\",namespaces=\"git\",valid-before=\"20270101123000Z\" KEY",
    "a@x CERT-AUTHORITY KEY\r\n", "\u{FEFF}a@x KEY",
    "a@x sk-ssh-ed25519@openssh.com "
      + "AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAAAAAAAA=",
  ])
  func readsWhatIsRight(_ line: String) {
    #expect(flaws(line.replacingKey(Self.key, blob: Self.blob)) == [])
  }

  @Test(arguments: [
    ("a@x", "a@x", true), ("a@x", "A@x", false), ("a@x", "b@x", false), ("*", "", true),
    ("*@x", "a@x", true), ("*@x", "a@x.y", false), ("?@x", "ab@x", false), ("??@x", "ab@x", true),
    ("a*b*c", "aXbYbZc", true), ("a*b*c", "aXbYbZ", false), ("a@x,b@x", "b@x", true),
    ("*@x,!b@x", "b@x", false), ("!b@x,*@x", "b@x", false), ("!b@x", "a@x", false),
    ("*@x,!b@x", "c@x", true), ("**", "anything", true), ("a?", "a", false), ("[ab]", "a", false),
  ])
  func patternsFitAsInOpenSSH(_ pattern: String, _ name: String, _ fits: Bool) {
    #expect(PatternList(Name(pattern)).matches(Name(name)) == fits)
  }

  @Test func noPatternTakesLong() {
    let pattern = PatternList(Name(String(repeating: "*a", count: 2_000)))
    #expect(!pattern.matches(Name(String(repeating: "a", count: 4_000) + "b")))
  }
}

extension String {
  fileprivate func replacingKey(_ key: String, blob: String) -> String {
    replacing("KEY", with: key).replacing("BLOB", with: blob)
  }
}
