package import DataTrees
import ReleaseModel
package import SourceModel

/// Documents with what was wrong with them.
package struct DocumentLoading: Sendable {
  /// The documents; nil if the root could not be read.
  package let documents: DocumentSet?
  /// What is wrong with the bytes of the documents.
  ///
  /// References that lead nowhere are not among it: only who walks the contract knows which
  /// references count.
  package let problems: [LocatedProblem]
  /// The other files that were read or looked for, sorted.
  package let dependencies: [RepositoryPath]
}

extension DocumentSet {
  /// Reads a root document and every document of the repository that its references name.
  ///
  /// - Parameters:
  ///   - format: The prefix of the problems' rules.
  ///   - known: Trees that stand for the files at their paths, which are not read: what an older
  ///     dialect was rewritten to. The outcome tells no problems of theirs.
  package static func load(
    _ root: SourceText, from files: any FileSource, format: String,
    known: [RepositoryPath: DataTree] = [:]
  ) -> DocumentLoading {
    var loader = DocumentLoader(files: files, format: format, known: known)
    guard let tree = loader.read(root) else {
      return DocumentLoading(documents: nil, problems: loader.problems, dependencies: [])
    }
    loader.add(tree)
    loader.resolveAll()
    let documents = DocumentSet(
      trees: loader.trees, references: loader.tables, identities: loader.identities)
    return DocumentLoading(
      documents: documents, problems: loader.problems(in: documents),
      dependencies: loader.dependencies.sorted())
  }
}

private struct DocumentLoader {
  let files: any FileSource
  let format: String
  let known: [RepositoryPath: DataTree]
  var trees: [DataTree] = []
  var tables: [ReferenceTable] = []
  var problems: [LocatedProblem] = []
  var dependencies: Set<RepositoryPath> = []
  var identities: [NodeRef: ComponentIdentity] = [:]
  /// The values that problems of readable documents keep from being compared, by the problem.
  private var hidden: [Int: NodeRef] = [:]

  /// A contract that reaches more documents than this is not read to its end.
  static let documentLimit = 10_000

  private enum Lookup {
    case document(Int32)
    case failed(reason: String, hint: String?, subject: Name)
  }

  private var lookups: [RepositoryPath: Lookup] = [:]
  /// The names of the schemas of the documents in which a name was looked for.
  private var names: [Int32: SchemaNames] = [:]
  /// Schemas by their `$id`, and how many documents were searched for them.
  private var identified: (schemas: [Name: NodeRef], documents: Int32) = ([:], 0)

  init(files: any FileSource, format: String, known: [RepositoryPath: DataTree]) {
    self.files = files
    self.format = format
    self.known = known
  }

  mutating func add(_ tree: DataTree) {
    lookups[tree.source.path] = .document(Int32(trees.count))
    trees.append(tree)
  }

  mutating func read(_ source: SourceText) -> DataTree? {
    if let tree = known[source.path] { return tree }
    let reading = DataTree.read(source, syntax: DataSyntax(guessing: source) ?? .yaml)
    let subject = reading.tree == nil ? source.contentDigest : ""
    for problem in reading.problems {
      // Only a member that is passed over hides something; the value of an odd tag is compared.
      if problem.code == .duplicateKey || problem.code == .invalidMerge,
        let value = reading.tree?.member(at: problem.range)
      {
        hidden[problems.count] = NodeRef(document: Int32(trees.count), node: value)
      }
      problems.append(
        LocatedProblem(
          rule: problem.code.documentProblem.rule(of: format), message: problem.message,
          location: Location(source.path, problem.range), hint: problem.hint,
          subject: subject))
    }
    return reading.tree
  }

  /// The problems, with what they hide.
  func problems(in documents: DocumentSet) -> [LocatedProblem] {
    var problems = problems
    var digests = ClosureDigests(documents)
    for (index, value) in hidden { problems[index].subject = digests.digest(of: value) }
    return problems
  }

  /// Resolves the references of every document, the ones that are read on the way included.
  mutating func resolveAll() {
    var index = 0
    while index < trees.count {
      let tree = trees[index]
      var table = ReferenceTable()
      var spelled: [Name: Reference] = [:]
      if let key = tree.keyID(for: "$ref" as StaticString) {
        for node in tree.nodes(withKey: key) {
          guard let text = tree.string(of: node) else { continue }
          let reference = spelled[text] ?? resolve(text, from: index)
          spelled[text] = reference
          table.append(node, text, reference)
        }
      }
      tables.append(table)
      index += 1
    }
  }

  private mutating func resolve(_ text: Name, from document: Int) -> Reference {
    let split = SplitReference(text)
    if split.isForeign {
      return embedded(text) ?? .external(text)
    }
    var target = Int32(document)
    if !split.document.isEmpty {
      let folder = trees[document].source.path.parent
      guard let path = folder.resolving(split.document) else {
        return .dangling(reason: "it leaves the repository", hint: nil, subject: "")
      }
      switch lookup(path) {
      case .document(let index): target = index
      case .failed(let reason, let hint, let subject):
        return .dangling(reason: reason, hint: hint, subject: subject)
      }
    }
    guard let node = node(for: split.fragment, in: target) else {
      return .dangling(reason: "nothing stands at that place", hint: nil, subject: "")
    }
    let component = NodeRef(document: target, node: node)
    if identities[component] == nil {
      identities[component] = ComponentIdentity(
        document: target == 0 ? nil : trees[Int(target)].source.path,
        fragment: Name(split.fragment ?? []))
    }
    return .target(component)
  }

  /// The node that a fragment names: a JSON pointer, the whole document, or an anchor.
  private mutating func node(for fragment: [UInt8]?, in document: Int32) -> NodeID? {
    if let fragment, let first = fragment.first, first != UInt8(ascii: "/") {
      return names(of: document).anchors[Name(fragment)]
    }
    return PointerResolver(tree: trees[Int(document)]).node(for: fragment ?? [])
  }

  private mutating func lookup(_ path: RepositoryPath) -> Lookup {
    if let known = lookups[path] { return known }
    dependencies.insert(path)
    let outcome: Lookup
    switch files.read(path) {
    case .missing:
      outcome = .failed(reason: "there is no file '\(path)'", hint: nil, subject: "")
    case .unreadable(let reason, let hint, let subject):
      outcome = .failed(
        reason: "'\(path)' cannot be read: \(reason)", hint: hint, subject: subject)
    case .file(let source):
      if trees.count >= DocumentLoader.documentLimit {
        outcome = .failed(
          reason: "the contract reaches over \(DocumentLoader.documentLimit) files", hint: nil,
          subject: source.contentDigest)
      } else if let tree = read(source) {
        outcome = .document(Int32(trees.count))
        trees.append(tree)
      } else {
        outcome = .failed(
          reason: "'\(path)' could not be read", hint: nil, subject: source.contentDigest)
      }
    }
    lookups[path] = outcome
    return outcome
  }

  /// A schema of the documents read so far that has the reference as its `$id`.
  private mutating func embedded(_ text: Name) -> Reference? {
    while identified.documents < trees.count {
      let document = identified.documents
      for (name, node) in names(of: document).identifiers where identified.schemas[name] == nil {
        identified.schemas[name] = NodeRef(document: document, node: node)
      }
      identified.documents += 1
    }
    return identified.schemas[text].map { .target($0) }
  }

  private mutating func names(of document: Int32) -> SchemaNames {
    if let known = names[document] { return known }
    let found = SchemaNames(trees[Int(document)])
    names[document] = found
    return found
  }
}

extension TreeProblem.Code {
  /// What users are told of the trouble.
  fileprivate var documentProblem: DocumentProblem {
    switch self {
    case .duplicateKey: .duplicateKey
    case .syntax, .encoding, .complexKey, .invalidMerge, .unknownTag, .invalidTag, .unknownAnchor,
      .cyclicAlias, .tooLarge, .tooDeep, .tooManyNodes, .aliasExpansion:
      .unreadable
    }
  }
}
