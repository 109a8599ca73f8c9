import CommandLines
import FormatKit
import Glibc
import OpenAPI
import SQLDumps
import TestSupport

/// `swift run relgate-dev accept [CASE…]`: what the maintainers of relgate run, and nobody else.
@main struct RelgateDev {
  private static let formats: [any Format.Type] = [
    OpenAPIFormat.self, CommandLineFormat.self, SQLDumpFormat.self,
  ]

  static func main() {
    let words = CommandLine.arguments.dropFirst()
    guard words.first == "accept" else {
      fail("usage: relgate-dev accept [CASE…], a case such as 'openapi/response-removed'", code: 2)
    }
    if getenv("CI") != nil {
      fail("error: goldens are accepted by people, and CI is set", code: 2)
    }
    accept(Array(words.dropFirst()))
  }

  /// Writes what is found now as what is expected, for all cases or the named ones.
  private static func accept(_ names: [String]) {
    let all = formats.flatMap { Golden.cases(of: $0) }
    let cases = names.isEmpty ? all : all.filter { names.contains($0.name) }
    if let unknown = names.first(where: { name in !all.contains { $0.name == name } }) {
      fail("error: there is no case '\(unknown)'", code: 2)
    }
    var counts = (same: 0, changed: 0, new: 0)
    for golden in cases {
      do {
        let expected = golden.expected
        let actual = try golden.actual()
        if expected == actual {
          counts.same += 1
          continue
        }
        try golden.accept()
        if expected == nil { counts.new += 1 } else { counts.changed += 1 }
        print("\(expected == nil ? "new" : "changed") \(golden)")
        print(difference(expected ?? "", actual), terminator: "")
      } catch {
        fail("error: \(error)", code: 1)
      }
    }
    print("\(counts.new) new, \(counts.changed) changed, \(counts.same) as they were")
  }

  /// The lines that went and came, in order.
  private static func difference(_ before: String, _ after: String) -> String {
    let lines = { (text: String) in text.split(separator: "\n").map(String.init) }
    return lines(after).difference(from: lines(before)).map { change in
      switch change {
      case .insert(_, let line, _): "  + \(line)\n"
      case .remove(_, let line, _): "  - \(line)\n"
      }
    }.joined()
  }

  private static func fail(_ text: String, code: Int32) -> Never {
    let line = Array("\(text)\n".utf8)
    write(2, line, line.count)
    exit(code)
  }
}
