import Markdown
import SourceModel
import Testing

@testable import ReleaseChecks

struct AnswerTests {
  @Test(
    "words that stand for an answer are told",
    arguments: [
      ("Tested on TBD.", "TBD"), ("TODO: measure", "TODO"),
      ("to be determined", "to be determined"),
      ("Decided by [Engineering lead].", "[Engineering lead]"),
      ("Runs for [N minutes]", "[N minutes]"),
      ("On […] at noon", "[…]"), ("Ask <release engineer>", "<release engineer>"), ("???", "???"),
    ])
  func placeholders(_ text: String, _ words: String) {
    #expect(AnswerReading().fault(of: text) == .placeholder(words))
  }

  @Test(
    "texts that answer are no placeholders",
    arguments: [
      "See [x] and [1].", "The map holds List<String> values.", "a <b>bold</b> word",
      "Errors stay < 5 and latency > 2", "a[index] is read", "[link](target)", "a<br>b",
      "Everybody must know what is to be decided in the meeting of the board next week.",
      "todo lists are kept", "Errors [level=high] are sent",
    ])
  func words(_ text: String) {
    #expect(AnswerReading().fault(of: text) == nil)
  }

  @Test("brackets may be links that lead nowhere")
  func brackets() {
    var reading = AnswerReading()
    reading.takesBrackets = false
    #expect(reading.fault(of: "See [the issue] for more.") == nil)
    #expect(reading.fault(of: "See <issue> for more.") == .placeholder("<issue>"))
  }

  @Test(
    "nothing without a reason is no answer",
    arguments: [
      "None", "none.", "N/A", "Data: none", "n/a for alpha", "Not applicable", "None, yet",
      "Nothing.", "nothing yet", "None known.",
    ])
  func unreasoned(_ text: String) {
    #expect(AnswerReading().fault(of: text) == .unreasoned(text))
  }

  @Test(
    "nothing with a reason is an answer",
    arguments: [
      "None, because no store is written", "N/A since this is a client",
      "Data: none, due to the cache",
      "None of the endpoints change", "Nothing changes", "nothing misses it",
      "No failure was noted", "Nonetheless it works", "No.",
    ])
  func reasoned(_ text: String) {
    #expect(AnswerReading().fault(of: text) == nil)
  }

  @Test("what is still to come is told only where all is done")
  func future() {
    var reading = AnswerReading()
    #expect(reading.fault(of: "This will be tested in staging.") == nil)
    reading.isOfThePast = true
    #expect(reading.fault(of: "This will be tested in staging.") == .future("will be tested"))
    #expect(reading.fault(of: "Not yet tested") == .future("not yet"))
    #expect(reading.fault(of: "We will manually test it.") == .future("will manually test"))
    #expect(reading.fault(of: "This was tested at will.") == nil)
    #expect(reading.fault(of: "Running pods will be unaffected by any change.") == nil)
  }

  @Test(
    "at least an item, a row, some code or six words say something",
    arguments: [
      ("", AnswerReading.Substance.none), ("<!-- say it -->", .none), ("### Below\n", .none),
      ("As usual.", .thin), ("No.", .thin), ("N/A", .thin), ("TBD", .none), ("- [date]", .none),
      ("- Steps:", .none), ("- one", .full), ("| a |\n|---|\n", .none),
      ("| a |\n|---|\n| TBD |", .none),
      ("| a |\n|---|\n| 1 |", .full), ("Five percent on Monday, then all.", .full),
      ("```\n\n```", .none),
      ("```\nrun\n```", .full), ("[the plan](plan.md)", .full), ("---", .none), ("- N/A", .thin),
      ("Run `kubectl drain <node>` on each of them.", .full),
    ])
  func substance(_ text: String, _ expected: AnswerReading.Substance) {
    let document = MarkdownDocument.read(SourceText(path: "a.md", text))
    #expect(AnswerReading().substance(of: document.blocks) == expected)
  }

  @Test("a template's own words answer nothing")
  func template() {
    let document = MarkdownDocument.read(
      SourceText(path: "a.md", "- Describe the mechanism in your words"))
    var reading = AnswerReading()
    #expect(reading.substance(of: document.blocks) == .full)
    reading.template = Set(document.blocks.map(AnswerReading.canonical))
    #expect(reading.substance(of: document.blocks) == .none)
  }

  @Test("labels are found at the begin of words, whatever their case")
  func labels() {
    let values = Labels.values(
      of: ["Action", "Evidence", "Output"],
      in: "action: run it. Evidence:  `a.txt`\nOUTPUT: rows; the reaction: none")
    #expect(
      values == [
        "Action": "run it.", "Evidence": "`a.txt`", "Output": "rows; the reaction: none",
      ])
    #expect(Labels.values(of: ["Action"], in: "Transaction: a") == [:])
  }
}
