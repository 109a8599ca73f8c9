package import SourceModel

/// All files of a revision, of which formats may list folders.
package protocol FileTree: FileSource {
  /// The files below a folder, in path order; links, submodules and folders are left out.
  func files(below folder: RepositoryPath) -> [RepositoryPath]

  /// The name of the object at a path: equal names mean equal bytes; nil if no file is there.
  func identity(of path: RepositoryPath) -> Name?

  /// Files in the order in which all of them are read the fastest.
  func readingOrder(of paths: [RepositoryPath]) -> [RepositoryPath]
}

extension FileTree {
  /// The files as they are, where no order is faster than another.
  package func readingOrder(of paths: [RepositoryPath]) -> [RepositoryPath] { paths }
}
