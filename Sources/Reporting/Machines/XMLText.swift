/// Text for XML 1.0: what has a meaning is escaped, what is forbidden is spelled out.
///
/// Line ends stay in content; in an attribute they are references, since a reader would make
/// spaces of them.
func xml(_ text: String, inAttribute: Bool = false) -> String {
  var output = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "<": output += "&lt;"
    case ">": output += "&gt;"
    case "&": output += "&amp;"
    case "\"": output += "&quot;"
    case "\n": output += inAttribute ? "&#10;" : "\n"
    case "\u{FFFE}", "\u{FFFF}":
      output += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
    default: output += visible(scalar)
    }
  }
  return output
}
