import SourceModel

/// Two forms that are compared, and what they have in common over components.
struct FormPair {
  let before: SchemaForm
  let after: SchemaForm
  /// Where the schemas stand.
  let holders: (before: NodeRef, after: NodeRef)
  /// The components that both sides merge in, paired.
  private(set) var matches: [(before: NodeRef, after: NodeRef)] = []
  /// For every match: what the component says that makes no difference here, since it is judged
  /// together with what stands beside it.
  private(set) var absorbed: [Set<Name>] = []

  init(_ before: SchemaForm, _ after: SchemaForm, holders: (before: NodeRef, after: NodeRef)) {
    self.before = before
    self.after = after
    self.holders = holders
  }

  /// Whether a side merges in a component that the other does not.
  var hasUnmatchedComponents: Bool {
    matches.count < before.vias.count || matches.count < after.vias.count
  }

  /// Pairs the merged components: by the place that references give them, then by equal content.
  mutating func matchComponents(_ sideBefore: SchemaDocuments, _ sideAfter: SchemaDocuments) {
    var open = after.vias
    var unmatched: [NodeRef] = []
    for via in before.vias {
      let identity = sideBefore.documents.identity(of: via)
      if let index = open.firstIndex(where: { sideAfter.documents.identity(of: $0) == identity }) {
        add((via, open.remove(at: index)))
      } else {
        unmatched.append(via)
      }
    }
    for via in unmatched {
      if let index = open.firstIndex(where: {
        DocumentSet.equal(sideBefore.documents, via, sideAfter.documents, $0)
      }) {
        add((via, open.remove(at: index)))
      }
    }
  }

  private mutating func add(_ match: (before: NodeRef, after: NodeRef)) {
    matches.append(match)
    absorbed.append([])
  }

  /// Tells whether a subject must be compared here, given through which components its entries
  /// came; if not, the comparison of the one component that both sides have it from states it.
  ///
  /// Where it must, the components that take part are told to keep silent about it.
  mutating func mustCompare(
    _ aspect: Name, _ viasBefore: [NodeRef?], _ viasAfter: [NodeRef?]
  ) -> Bool {
    if viasBefore.isEmpty, viasAfter.isEmpty { return false }
    // What a side does not say at all, its component does not say either.
    let isComponents = matches.contains { match in
      viasBefore.allSatisfy { $0 == match.before } && viasAfter.allSatisfy { $0 == match.after }
    }
    if isComponents { return false }
    for (index, match) in matches.enumerated()
    where viasBefore.contains(match.before) || viasAfter.contains(match.after) {
      absorbed[index].insert(aspect)
    }
    return true
  }

  /// The same for the entries of some keywords.
  mutating func mustCompare(_ aspect: Name, _ keywords: SchemaKeyword...) -> Bool {
    mustCompare(
      aspect, before.entries.filter { keywords.contains($0.keyword) }.map(\.via),
      after.entries.filter { keywords.contains($0.keyword) }.map(\.via))
  }

  /// Tells every component that takes part to keep silent about a subject.
  mutating func absorb(_ aspect: Name) {
    for index in absorbed.indices { absorbed[index].insert(aspect) }
  }

  /// What facts about a property are about.
  static func aspect(ofProperty name: Name) -> Name {
    "properties/" + name
  }
}
