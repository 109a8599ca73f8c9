import SourceModel
import Testing

@testable import ReleaseChecks

struct CommandWordsTests {
  @Test(
    "commands are split as a shell splits them",
    arguments: [
      ("alembic downgrade -1", [["alembic", "downgrade", "-1"]]),
      ("a 'b c' \"d e\" f\\ g", [["a", "b c", "d e", "f g"]]),
      ("a && b || c; d | e & f", [["a"], ["b"], ["c"], ["d"], ["e"], ["f"]]),
      ("A=1 B=2 run --x=y", [["run", "--x=y"]]),
      ("a # b\nc", [["a"], ["c"]]),
      ("a#b", [["a#b"]]),
      ("a \\\n  b", [["a", "b"]]),
      ("a > out.txt 2>&1 b", [["a", "b"]]),
      ("psql <<EOF\nDROP TABLE x;\nEOF\nb", [["psql"], ["b"]]),
      ("cat <<< word b", [["cat", "b"]]),
      ("(cd x && y)", [["cd", "x"], ["y"]]),
      ("a 'open", [["a", "open"]]),
      ("a \\", [["a", ""]]),
      ("", []),
      ("''", [[""]]),
    ])
  func splitting(text: String, commands: [[String]]) {
    #expect(CommandWords(text).commands.map { $0.map(\.text.text) } == commands)
  }

  @Test(
    "what only a run can tell is not literal",
    arguments: ["$X", "${X}/a", "a/$(date)/b", "`date`", "\"a $X\"", "*.sql", "$(a $(b) c)"])
  func open(text: String) {
    let commands = CommandWords("run " + text).commands
    #expect(commands.count == 1 && commands.first?.count == 2)
    #expect(commands.first?.last?.isLiteral == false)
  }

  @Test("what stands in single quotes is literal, and words know where they begin")
  func literal() {
    let words = CommandWords("run '$X' b").commands.first ?? []
    #expect(words.map(\.isLiteral) == [true, true, true])
    #expect(words.map(\.offset) == [0, 4, 9])
  }

  @Test("any bytes are split")
  func total() {
    let parts = ["'", "\"", "$(", "`", "\\", "<<", "<<<", ">", "#", "\n", ")", "a", " ", "${"]
    for first in parts {
      for second in parts {
        for third in parts { _ = CommandWords(first + second + third).commands }
      }
    }
  }
}
