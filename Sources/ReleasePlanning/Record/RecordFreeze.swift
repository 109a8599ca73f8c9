import DataTrees
package import ReleaseRecords
package import SourceModel

/// Writes into a record which tag the release became.
package enum RecordFreeze {
  /// Why a record was not written.
  package enum Refusal: Error, Hashable, Sendable {
    /// It cannot be read, or has no place to write to.
    case unreadable
    /// It says that the tag was another object.
    case moved(recorded: String)
  }

  /// The record with the tag and the state; the same bytes if it says so already.
  package static func frozen(
    _ bytes: [UInt8], at path: RepositoryPath, tag: String, object: String,
    state: ReleaseRecord.State
  ) -> Result<[UInt8], Refusal> {
    guard let record = ReleaseRecord(reading: bytes, at: path) else {
      return .failure(.unreadable)
    }
    if let recorded = record.tag, recorded.object.value != object {
      return .failure(.moved(recorded: recorded.object.value))
    }
    var text = bytes
    if record.state.value != state {
      text.replaceSubrange(record.state.range.indices, with: Array(state.rawValue.utf8))
    }
    guard
      let tree = DataTree.read(SourceText(path: path, bytes: text), syntax: .yaml).tree
    else { return .failure(.unreadable) }
    let part = RecordPart.record([
      ("tag", .record([("name", .text(tag)), ("object", .text(object))]))
    ])
    let result = RecordMerge(part, into: tree).result
    guard let frozen = ReleaseRecord(reading: result, at: path), frozen.tag?.object.value == object,
      frozen.state.value == state
    else { return .failure(.unreadable) }
    return .success(result)
  }
}
