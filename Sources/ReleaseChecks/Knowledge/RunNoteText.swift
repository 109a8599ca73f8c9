import DataTrees
import Markdown
import ReleaseRecords
package import SourceModel

extension RunNote {
  /// The name of the file, below the folder of knowledge, from which notes take their text.
  package static let templatePath: RepositoryPath = "templates/run_note_template.md"

  /// The text of a note: front matter with what is known, and the template's text below.
  ///
  /// - Parameter template: The template; one that asks the same questions if it is nil.
  package func text(on day: CalendarDate, template: SourceText?) -> String {
    var writer = YAMLWriter()
    func write(_ key: String, _ text: String?) {
      guard let text else { return }
      writer.key(key)
      writer.string(text)
    }
    func write(_ key: String, _ texts: [String], asking question: String?) {
      if texts.isEmpty, question == nil {
        writer.key(key)
        writer.beginArray()
        writer.endArray()
        return
      }
      writer.key(key)
      writer.beginArray()
      for text in texts.isEmpty ? [question ?? ""] : texts { writer.string(text) }
      writer.endArray()
    }
    writer.beginObject()
    write("release", release?.value)
    write("range", range?.value)
    write("outcome", outcome.value.rawValue)
    write("failure_modes", failureModes.map(\.value), asking: nil)
    write("actions", actions, asking: "TBD: what was done, on what")
    write("evidence", evidence, asking: "TBD: the file or the statement that shows it")
    write("output", output, asking: "TBD: what came of it")
    writer.endObject()
    let matter = String(decoding: writer.bytes, as: UTF8.self)
    return "---\n\(matter)\n---\n\n" + (template.map(RunNote.body) ?? RunNote.questions(on: day))
  }

  private static func questions(on day: CalendarDate) -> String {
    """
    # Run of \(day)

    ## What happened

    TBD: tell the run in a few sentences

    ## What to do differently

    TBD: say what the next plan must not forget

    """
  }

  /// A template without its front matter.
  private static func body(of template: SourceText) -> String {
    let matter = MarkdownDocument.read(template).frontMatter
    guard let matter else { return String(decoding: template.bytes, as: UTF8.self) }
    // Behind the front matter comes the line that closes it.
    let rest = template.bytes[matter.indices.upperBound...]
    let end = rest.firstIndex(of: 0x0A).map { $0 + 1 } ?? template.bytes.count
    let body = template.bytes[end...].drop { $0 == 0x0A || $0 == 0x0D }
    return String(decoding: body, as: UTF8.self)
  }
}
