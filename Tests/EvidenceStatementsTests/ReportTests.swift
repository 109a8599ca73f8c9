import DataTrees
import EvidenceStatements
import SourceModel
import Testing

@Suite("Results of tests and scans")
struct ReportTests {
  @Test("cases of JUnit count by how they ended")
  func junit() throws {
    let tests = try junit(
      """
      <?xml version="1.0"?>
      <!-- <testcase name="no"/> -->
      <testsuites>
        <testsuite name="s">
          <testcase classname="a" name="ok &lt;1&gt;" time="0.1"/>
          <testcase name='bad'><failure message="x > y"><![CDATA[<testcase name="no"/>]]></failure></testcase>
          <testcase name="broken"><error/></testcase>
          <testcase name="later"><skipped/></testcase>
        </testsuite>
      </testsuites>
      """
    ).get()
    #expect(tests.passed == ["a/ok <1>"])
    #expect(tests.failed == ["bad", "broken"])
    #expect(tests.warned == ["later"])
    #expect(tests.result == .failed)
  }

  @Test("no test is not passed")
  func none() throws {
    let tests = try junit("<testsuites><testsuite name='s' tests='0'/></testsuites>").get()
    #expect(tests.result == .failed)
  }

  @Test("only skipped tests are not passed")
  func skipped() throws {
    let text = "<testsuite><testcase name='a'><skipped/></testcase></testsuite>"
    #expect(try junit(text).get().result == .failed)
  }

  @Test(
    "what is no whole report is refused",
    arguments: [
      "", "text", "<html/>", "<testsuite>", "<testsuite><testcase name='a'></testsuite>",
      "<testsuite></testsuites>", "<testsuite a=1/>", "<testsuite a='1/>", "<!-- <testsuite/>",
      "<!DOCTYPE x><testsuite/>", "<testsuite/><testsuite/>", "<", "<testsuite",
      String(repeating: "<testsuite>", count: 100_000),
    ])
  func damaged(_ text: String) {
    #expect(throws: ShapeProblem.self) { try junit(text).get() }
  }

  @Test("rules of SARIF fail, warn or pass")
  func sarif() throws {
    let tests = try sarif(
      """
      {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "scan", "rules": [
        {"id": "a"}, {"id": "b", "defaultConfiguration": {"level": "error"}}, {"id": "c"},
        {"id": "d"}]}},
       "results": [{"ruleId": "a", "message": {"text": "x"}},
        {"ruleId": "b", "message": {"text": "x"}},
        {"ruleId": "c", "level": "error", "suppressions": [{"kind": "external"}]}]}]}
      """
    ).get()
    #expect(tests.passed == ["c", "d"])
    #expect(tests.warned == ["a"])
    #expect(tests.failed == ["b"])
  }

  @Test("a scan passes only if it says that it was executed")
  func execution() throws {
    func run(_ invocations: String) -> String {
      #"{"runs": [{"tool": {"driver": {"name": "scan"}}, "results": []\#(invocations)}]}"#
    }
    #expect(try sarif(run("")).get().result == .failed)
    let good = run(#", "invocations": [{"executionSuccessful": true}]"#)
    #expect(try sarif(good).get().passed == ["scan"])
    let bad = run(#", "invocations": [{"executionSuccessful": false}]"#)
    #expect(try sarif(bad).get().failed == ["scan"])
    #expect(throws: ShapeProblem.self) { try sarif("{}").get() }
    #expect(throws: ShapeProblem.self) { try sarif("{\"runs\": [").get() }
  }

  private func junit(_ text: String) -> Result<EvidenceStatement.Tests, ShapeProblem> {
    JUnitReport.read(SourceText(path: "junit.xml", text))
  }

  private func sarif(_ text: String) -> Result<EvidenceStatement.Tests, ShapeProblem> {
    SarifReport.read(SourceText(path: "scan.sarif", text))
  }
}
