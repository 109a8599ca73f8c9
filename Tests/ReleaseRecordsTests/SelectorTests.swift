import ReleaseRecords
import SourceModel
import Testing

@Suite("Selectors")
struct SelectorTests {
  @Test(
    "name an element, or a part of it between boundaries of words",
    arguments: [
      ("users.old_name", "users.old_name", true), ("users", "users.old_name", true),
      ("old_name", "users.old_name", true), ("name", "users.old_name", false),
      ("GET /a", "GET /a > 200", true), ("GET /a", "GET /ab", false), ("", "users", false),
    ])
  func names(text: String, element: String, isNamed: Bool) {
    #expect(Selector.names(text, in: Name(element)) == isNamed)
  }
}
