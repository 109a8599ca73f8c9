import DataTrees
import Digests
package import SourceModel

/// Digests of what stands at nodes and of all that references reach from there.
///
/// They are the subjects of problems: what a problem at a node hides lies in its closure.
package struct ClosureDigests {
  private struct Part {
    let digest: [UInt8]
    let targets: [NodeRef]
  }

  private let documents: DocumentSet
  private var parts: [NodeRef: Part] = [:]

  /// Prepares to look into documents.
  package init(_ documents: DocumentSet) {
    self.documents = documents
  }

  /// 64 hex digits; the layout of files and the order of members do not count.
  package mutating func digest(of node: NodeRef) -> Name {
    var hash = SHA256()
    var seen: Set<NodeRef> = [node]
    var pending = [node]
    while let next = pending.popLast() {
      let part = part(at: next)
      hash.update(part.digest)
      for target in part.targets where seen.insert(target).inserted { pending.append(target) }
    }
    return Name(Base16.encode(hash.digest))
  }

  private mutating func part(at node: NodeRef) -> Part {
    if let known = parts[node] { return known }
    var hash = SHA256()
    hash.update(documents.canonical(node, limit: 1 << 28).bytes)
    var targets: [NodeRef] = []
    for (_, reference) in documents.references(under: node).sorted(by: { $0.key < $1.key }) {
      switch reference {
      case .target(let target): targets.append(target)
      case .dangling(_, _, let subject): hash.update([0] + subject.bytes)
      // Its spelling stands in the canonical form.
      case .external: break
      }
    }
    let part = Part(digest: hash.digest, targets: targets)
    parts[node] = part
    return part
  }
}
