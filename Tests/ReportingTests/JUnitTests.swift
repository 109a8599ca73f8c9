import Foundation
import FoundationXML
import ReleaseModel
import Reporting
import Testing

@Suite("A report for test viewers")
struct JUnitTests {
  private func document(_ report: Report, strict: Bool) throws -> XMLElement {
    var view = Sample.view
    view.isJUnitStrict = strict
    let bytes = ReportFormat.junit.render(report, view: view)
    return try #require(try XMLDocument(data: Data(bytes)).rootElement())
  }

  private func names(_ element: XMLElement) -> [String] {
    (element.attributes ?? []).compactMap(\.name).sorted()
  }

  private func children(_ element: XMLElement) -> [XMLElement] {
    (element.children ?? []).compactMap { $0 as? XMLElement }
  }

  private func attribute(_ name: String, _ element: XMLElement) -> String {
    element.attribute(forName: name)?.stringValue ?? ""
  }

  @Test("The common dialect", arguments: Sample.all.indices)
  func common(_ index: Int) throws {
    let root = try document(Sample.all[index], strict: false)
    #expect(root.name == "testsuites")
    let suite = try #require(children(root).first)
    let cases = children(suite).filter { $0.name == "testcase" }
    #expect(attribute("tests", suite) == String(cases.count))
    #expect(!cases.isEmpty)
    #expect(Set(cases.map { attribute("name", $0) }).count == cases.count)
    for (counter, element) in [
      ("failures", "failure"), ("errors", "error"), ("skipped", "skipped"),
    ] {
      let count = cases.count { children($0).contains { $0.name == element } }
      #expect(attribute(counter, suite) == String(count))
      #expect(attribute(counter, root) == String(count))
    }
    for test in cases {
      #expect(
        Set(names(test)).isSubset(of: ["name", "classname", "time", "file", "line"]))
      #expect(children(test).count <= 1)
    }
  }

  @Test(
    "The strict dialect keeps the order and the attributes of its schema",
    arguments: Sample.all.indices)
  func strict(_ index: Int) throws {
    let root = try document(Sample.all[index], strict: true)
    #expect(names(root) == [])
    let suite = try #require(children(root).first)
    #expect(
      names(suite) == [
        "errors", "failures", "hostname", "id", "name", "package", "skipped", "tests", "time",
        "timestamp",
      ])
    let isDay = attribute("timestamp", suite).wholeMatch(of: /\d{4}-\d\d-\d\dT00:00:00/) != nil
    #expect(isDay)
    let order = children(suite).compactMap(\.name)
    let cases = order.dropFirst().dropLast(2)
    #expect(order.first == "properties" && order.suffix(2) == ["system-out", "system-err"])
    #expect(cases.allSatisfy { $0 == "testcase" })
    for test in children(suite).filter({ $0.name == "testcase" }) {
      #expect(names(test) == ["classname", "name", "time"])
      for part in children(test) {
        switch part.name {
        case "failure", "error": #expect(names(part) == ["message", "type"])
        case "skipped": #expect(names(part) == ["message"])
        default: Issue.record("\(part.name ?? "") is not allowed")
        }
      }
    }
  }

  @Test("What blocks fails, what warns passes with its text, what is waived is skipped")
  func outcomes() throws {
    let suite = try #require(children(try document(Sample.judged, strict: false)).first)
    var outcomes: [String: String] = [:]
    for test in children(suite).filter({ $0.name == "testcase" }) {
      let name = attribute("name", test).prefix { $0 != " " }
      outcomes[String(name)] = children(test).first?.name ?? "passed"
    }
    #expect(
      outcomes == [
        "openapi/type-changed": "failure", "release/plan-missing": "failure",
        "openapi/default-changed": "system-out", "history/date-implausible": "system-out",
        "openapi/response-removed": "skipped", "openapi/reference-dangling": "skipped",
        "openapi/yaml-invalid": "error", "core/plan": "failure", "core/flag": "skipped",
      ])
  }

  @Test("What cannot be told is no error of a run that passed", arguments: Verdict.allCases)
  func cannotTell(_ verdict: Verdict) throws {
    var report = Sample.report(changes: [])
    let policy = try #require(Sample.judged.judgement?.policy)
    report.judgement = Judgement(
      question: .merge, policy: policy, findings: [],
      checklist: [Judgement.ChecklistItem.Answer.cannotTell, .no, .yes].map {
        .init(
          id: "core/\($0.rawValue)", group: "g", question: "q", answer: $0, proof: "p", path: nil,
          line: 0, rules: ["openapi/x"])
      }, ladders: [], bumps: [], verdict: verdict)
    let suite = try #require(children(try document(report, strict: false)).first)
    #expect(attribute("failures", suite) == "0")
    #expect(attribute("errors", suite) == (verdict == .passed ? "0" : "1"))
  }
}
