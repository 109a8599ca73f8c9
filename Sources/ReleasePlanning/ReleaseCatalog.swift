import DataTrees
package import FormatKit
package import ReleaseRecords
package import SourceModel

/// All releases that a revision tells of, in the order of their versions.
package struct ReleaseCatalog {
  /// A release's folder.
  package struct Entry {
    /// The folder.
    package let folder: RepositoryPath
    /// What its record says; nil if there is none that can be read.
    package let record: ReleaseRecord?
    /// The record's file.
    package let recordPath: RepositoryPath
    /// The files of the folder, in path order.
    package let files: [RepositoryPath]

    /// The version, as the record or the folder says it.
    package var version: String {
      record?.version.value ?? Name(folder.lastSegment).text
    }
    /// The last segment of the folder's path.
    package var name: String { Name(folder.lastSegment).text }
    /// How far it has come, as a word.
    package var state: String { record?.state.value.rawValue ?? "no record" }
  }

  /// The releases, by the numbers in the names of their folders.
  package let entries: [Entry]

  /// Reads the folders below a folder of releases.
  package init(_ releases: RepositoryPath, in tree: any FileTree) {
    let depth = releases.segments.count
    var files: [RepositoryPath: [RepositoryPath]] = [:]
    for file in tree.files(below: releases) {
      let segments = Array(file.segments)
      guard segments.count > depth + 1 else { continue }
      files[releases.appending(segments[depth]), default: []].append(file)
    }
    entries = files.map { folder, files in
      let path = folder.appending("release.yaml".utf8)
      var record: ReleaseRecord?
      if case .file(let source) = tree.read(path) {
        record = ReleaseRecord(reading: source.bytes, at: path)
      }
      return Entry(folder: folder, record: record, recordPath: path, files: files.sorted())
    }.sorted { a, b in
      let (numbersA, numbersB) = (ReleaseCatalog.numbers(a.name), ReleaseCatalog.numbers(b.name))
      if numbersA == numbersB { return a.folder < b.folder }
      // What has no version yet comes last.
      if numbersA.isEmpty || numbersB.isEmpty { return numbersB.isEmpty }
      return numbersA.lexicographicallyPrecedes(numbersB)
    }
  }

  /// The release of a version or a folder's name; nil if there is none, or several.
  package func entry(named text: String) -> Entry? {
    let exact = entries.filter { $0.name == text || $0.version == text }
    if let first = exact.first { return exact.count == 1 ? first : nil }
    let numbers = ReleaseCatalog.numbers(text)
    let alike = entries.filter { !numbers.isEmpty && ReleaseCatalog.numbers($0.name) == numbers }
    return alike.count == 1 ? alike.first : nil
  }

  /// The numbers of a version: those of `v2.5.0` are 2, 5 and 0; none if it begins with none.
  private static func numbers(_ text: String) -> [Int] {
    let body = text.first == "v" ? text.dropFirst() : text[...]
    let parts = body.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
    return parts.contains(nil) ? [] : parts.compactMap { $0 }
  }
}
