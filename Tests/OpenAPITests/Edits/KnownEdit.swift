import DataTrees
import ReleaseModel
import SourceModel
import TestSupport

/// An edit whose meaning people wrote down, made at one place of a description.
struct KnownEdit {
  /// Its name in the table.
  let name: String
  /// The name of what undoes it.
  let inverse: String
  /// Where it was made, for messages.
  let place: String
  let reach: Reach
  let before: Sample
  /// The file that was edited, and what it says after the edit.
  let file: RepositoryPath
  let document: DataValue

  /// The description after the edit; JSON is YAML as well, and quick to write and read.
  var after: Sample {
    var after = before
    after.files[file] = document.json(.compact)
    return after
  }
}

/// Makes every edit at every place of a description where it can be made.
struct EditMaker {
  let sample: Sample
  let surface: Surface
  private(set) var edits: [KnownEdit] = []

  init(_ sample: Sample) {
    self.sample = sample
    surface = Surface(sample)
  }

  /// The things of a kind with who reaches them, in a fixed order.
  func things(_ kind: Surface.Kind) -> [(spot: Spot, value: DataValue, reach: Reach)] {
    surface.reach.filter { $0.key.kind == kind }.compactMap { thing, reach in
      surface.value(thing.spot).map { (thing.spot, $0, reach) }
    }.sorted { "\($0.spot)" < "\($1.spot)" }
  }

  /// Adds an edit that changes one value; nothing if the body changes nothing.
  mutating func edit(
    _ name: String, undoneBy inverse: String, at spot: Spot, _ reach: Reach,
    _ body: (inout DataValue) -> Void
  ) {
    guard var document = surface.value(Spot(file: spot.file, path: [])),
      var value = surface.value(spot)
    else { return }
    let former = value
    body(&value)
    if value == former { return }
    document[spot.path] = value
    edits.append(
      KnownEdit(
        name: name, inverse: inverse, place: "\(spot.file) \(EditMaker.text(spot.path))",
        reach: reach, before: sample, file: spot.file, document: document))
  }

  private static func text(_ path: [DataStep]) -> String {
    path.map { step in
      switch step {
      case .key(let key): "/\(key)"
      case .index(let index): "/\(index)"
      }
    }.joined()
  }
}

extension DataValue {
  /// Whether a member is `true`.
  func isSet(_ key: Name) -> Bool { self[key] == .bool(true) }

  /// The numeric value of a member.
  func number(_ key: Name) -> Double? {
    if case .number(let token) = self[key] { return Double(token.text) }
    return nil
  }

  static func number(_ value: Double) -> DataValue { .number(Name("\(value)")) }
}
