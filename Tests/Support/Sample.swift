package import FormatKit
import Foundation
package import SourceModel

/// A contract in memory: its root file and the files beside it.
package struct Sample: FileSource, Sendable {
  /// What tests call it.
  package let name: String
  /// The root file's path.
  package var root: RepositoryPath
  /// All files by path, the root included.
  package var files: [RepositoryPath: [UInt8]]

  /// A contract of several files.
  package init(_ name: String, root: RepositoryPath, files: [RepositoryPath: [UInt8]]) {
    self.name = name
    self.root = root
    self.files = files
  }

  /// A contract of one file.
  package init(_ name: String, _ text: String, at path: RepositoryPath = "contract.yaml") {
    self.init(name, root: path, files: [path: Array(text.utf8)])
  }

  /// The root file.
  package var source: SourceText { SourceText(path: root, bytes: files[root] ?? []) }

  package func read(_ path: RepositoryPath) -> FileReading {
    files[path].map { .file(SourceText(path: path, bytes: $0)) } ?? .missing
  }

  /// The same contract under another name, for a variant.
  package func named(_ suffix: String) -> Sample {
    Sample("\(name), \(suffix)", root: root, files: files)
  }
}

extension Sample: CustomStringConvertible {
  package var description: String { name }
}

/// The files that ship with the repository for its tests.
package enum Fixtures {
  /// The folder `fixtures` of this repository.
  package static let directory = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "fixtures").path

  /// The entries of a folder of fixtures, sorted by name; none if there is no such folder.
  package static func entries(of folder: String) -> [String] {
    let names = try? FileManager.default.contentsOfDirectory(atPath: "\(directory)/\(folder)")
    return (names ?? []).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The files below a folder of fixtures, by their paths from there.
  package static func files(in folder: String) -> [RepositoryPath: [UInt8]] {
    let top = "\(directory)/\(folder)"
    guard let walker = FileManager.default.enumerator(atPath: top) else { return [:] }
    var files: [RepositoryPath: [UInt8]] = [:]
    while let path = walker.nextObject() as? String {
      if walker.fileAttributes?[.type] as? FileAttributeType == .typeRegular,
        let bytes = bytes(of: "\(folder)/\(path)")
      {
        files[RepositoryPath(stringLiteral: path)] = bytes
      }
    }
    return files
  }

  /// The bytes of a fixture; nil if it is not there.
  package static func bytes(of path: String) -> [UInt8]? {
    FileManager.default.contents(atPath: "\(directory)/\(path)").map(Array.init)
  }

  /// The contracts below a folder of fixtures: each file is one, and each folder is one whose root
  /// is the file that a format claims.
  package static func samples(
    in folder: String, of format: any Format.Type
  ) -> [Sample] {
    entries(of: folder).compactMap { entry in
      if let bytes = bytes(of: "\(folder)/\(entry)") {
        let path = RepositoryPath(stringLiteral: entry)
        return Sample(entry, root: path, files: [path: bytes])
      }
      return Sample(entry, files: files(in: "\(folder)/\(entry)"), of: format)
    }
  }
}

extension Sample {
  /// A contract whose root is the only file that a format claims; nil if not exactly one is.
  package init?(
    _ name: String, files: [RepositoryPath: [UInt8]], of format: any Format.Type
  ) {
    let roots = files.keys.sorted().filter { path in
      format.fileExtensions.contains(path.fileExtension)
        && format.recognize(SourceText(path: path, bytes: files[path] ?? [])) == .certain
    }
    guard roots.count == 1 else { return nil }
    self.init(name, root: roots[0], files: files)
  }
}
