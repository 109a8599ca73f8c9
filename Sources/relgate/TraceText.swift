import DataTrees
import GateEngine
import GitHistory
import ReleaseModel
import SourceModel

/// Writes a trace for people and for programs.
enum TraceText {
  // MARK: Text

  /// A line for each change of state, in columns, then a line for each proof.
  static func text(of trace: ElementTrace) -> String {
    let phases = trace.points.indices.map { trace.phase(of: $0)?.rawValue ?? "" }
    let nameWidth = trace.points.map { $0.name.unicodeScalars.count }.max() ?? 0
    let phaseWidth = phases.map(\.utf8.count).max() ?? 0
    var text = "\(trace.contract) (\(trace.format))\n"
    for step in trace.steps {
      let point = trace.points[step.point]
      let phase = phaseWidth == 0 ? "" : "  " + padded(phases[step.point], phaseWidth)
      text += "\(padded(point.name, nameWidth))  \(point.date)\(phase)  \(sentence(step))\n"
    }
    for ladder in trace.ladders {
      let subject = trace.ladders.count > 1 ? "'\(ladder.element)': " : ""
      text += "\(subject)\(ladder.proof)\n"
    }
    return text
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.unicodeScalars.count))
  }

  private static func sentence(_ step: ElementTrace.Step) -> String {
    let subject = "'\(step.element)'"
    switch step.event {
    case .there: return "\(subject) was served"
    case .added: return "\(subject) was added"
    case .renamed(let former): return "'\(former)' was renamed to \(subject)"
    case .deprecated(let sunset, let removal):
      return "\(subject) was deprecated" + (sunset.map { " with sunset \($0)" } ?? "")
        + (removal.map { ", removal in \($0)" } ?? "")
    case .sunsetMoved(nil, let day?): return "sunset of \(subject) was announced for \(day)"
    case .sunsetMoved(let day?, nil): return "sunset \(day) of \(subject) was deleted"
    case .sunsetMoved(let from, let to):
      guard let from, let to else { return "sunset of \(subject) was moved" }
      return "sunset of \(subject) was moved \(to < from ? "earlier" : "later"), "
        + "from \(from) to \(to)"
    case .removalMoved(let from, let to): return moved(from, to, of: subject)
    case .undeprecated: return "the deprecation of \(subject) was withdrawn"
    case .removed: return "\(subject) was removed"
    case .unreadable(let reason): return "the contract could not be read: \(reason)"
    }
  }

  private static func moved(_ from: Name?, _ to: Name?, of subject: String) -> String {
    guard let from else { return "removal of \(subject) was announced for \(to?.text ?? "")" }
    guard let to else { return "removal in \(from) of \(subject) was deleted" }
    let isEarlier = ReleaseVersion.precedes(to, from) == true
    let isLater = ReleaseVersion.precedes(from, to) == true
    return "removal of \(subject) was moved\(isEarlier ? " earlier" : isLater ? " later" : ""), "
      + "from \(from) to \(to)"
  }

  // MARK: JSON

  static func json(of trace: ElementTrace) -> [UInt8] {
    var writer = JSONWriter(.pretty)
    writer.beginObject()
    writer.key("schema" as String)
    writer.string("relgate/trace/1" as String)
    writer.member("contract", trace.contract.text)
    writer.member("format", trace.format)
    writer.key("elements" as String)
    writer.beginArray()
    for name in trace.names { writer.string(name) }
    writer.endArray()
    writer.key("points" as String)
    writer.beginArray()
    for index in trace.points.indices { write(trace, index, to: &writer) }
    writer.endArray()
    writer.key("proofs" as String)
    writer.beginArray()
    for ladder in trace.ladders { write(ladder, to: &writer) }
    writer.endArray()
    writer.member("complete", !trace.isUndecided)
    writer.endObject()
    return writer.bytes + [0x0A]
  }

  private static func write(_ trace: ElementTrace, _ index: Int, to writer: inout JSONWriter) {
    let point = trace.points[index]
    writer.beginObject()
    writer.member("name", point.name)
    writer.member("commit", point.commit)
    writer.member("date", point.date.description)
    if let phase = trace.phase(of: index) { writer.member("phase", phase.rawValue) }
    writer.key("states" as String)
    writer.beginArray()
    for state in point.states {
      writer.beginObject()
      switch state {
      case .absent: writer.member("state", "absent")
      case .served: writer.member("state", "served")
      case .announced(let sunset, let removal):
        writer.member("state", "announced")
        if let sunset { writer.member("sunset", sunset.description) }
        if let removal { write(removal, to: &writer) }
      case .unreadable(let reason):
        writer.member("state", "unreadable")
        writer.member("reason", reason)
      }
      writer.endObject()
    }
    writer.endArray()
    writer.endObject()
  }

  private static func write(_ removal: Name, to writer: inout JSONWriter) {
    writer.key("removal" as String)
    writer.string(removal)
  }

  private static func write(_ ladder: Ladder, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("element" as String)
    writer.string(ladder.element)
    writer.member("asOf", ladder.asOf.description)
    writer.member("stands", ladder.standsAtAfter)
    if let announced = ladder.announced {
      writer.member("announcedIn", announced.tag)
      writer.member("announcedOn", announced.date.description)
    }
    if let sunset = ladder.sunset { writer.member("sunset", sunset.description) }
    if let removal = ladder.removal { write(removal, to: &writer) }
    if let served = ladder.servedUntil { writer.member("servedUntil", served.tag) }
    if let days = ladder.days {
      writer.key("days" as String)
      writer.integer(days)
      writer.key("releases" as String)
      writer.integer(ladder.releases)
    }
    writer.member("undecided", ladder.isUndecided)
    writer.member("proof", ladder.proof)
    writer.endObject()
  }
}

extension JSONWriter {
  fileprivate mutating func member(_ key: String, _ value: String) {
    self.key(key)
    string(value)
  }

  fileprivate mutating func member(_ key: String, _ value: Bool) {
    self.key(key)
    bool(value)
  }
}
