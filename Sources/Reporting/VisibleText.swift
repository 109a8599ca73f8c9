/// The text with everything invisible spelled out, so that names and paths of a repository can
/// neither command a terminal, nor reorder a line, nor begin a new one.
package func visible(_ text: String) -> String {
  if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
  var output = ""
  for scalar in text.unicodeScalars { output += visible(scalar) }
  return output
}

func visible(_ scalar: Unicode.Scalar) -> String {
  let isHidden =
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    // The joiners belong to the spelling of several scripts; the other format characters are
    // invisible or change the direction of what follows.
    case .format: scalar != "\u{200C}" && scalar != "\u{200D}"
    default: false
    }
  return isHidden
    ? "\\u{\(String(scalar.value, radix: 16, uppercase: true))}" : String(Character(scalar))
}

/// The columns that a scalar takes on a terminal: 0, 1 or 2 (Unicode Standard Annex 11, the wide
/// blocks).
func terminalWidth(of scalar: Unicode.Scalar) -> Int {
  switch scalar.properties.generalCategory {
  case .nonspacingMark, .enclosingMark: return 0
  case .format: return 0
  default: break
  }
  switch scalar.value {
  case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
    0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF,
    0x20000...0x3FFFD:
    return 2
  default: return 1
  }
}
