import DataTrees
import ReleaseRecords
import SourceModel

/// Releases, what comes with them, what that needs, and what they are linked to.
package struct ReleaseGraph: Hashable, Sendable {
  /// Something that is connected.
  package struct Node: Hashable, Sendable {
    /// What it is.
    package enum Kind: String, Hashable, Sendable {
      case release, feature, dependency, document
    }

    /// Its name among all: `2.5.0/search`.
    package let id: String
    /// What it is.
    package let kind: Kind
    /// What a reader sees.
    package let label: String
  }

  /// A connection.
  package struct Edge: Hashable, Sendable {
    /// The id of the node from which it goes.
    package let from: String
    /// The id of the node to which it goes.
    package let to: String
    /// What it means: `follows`, `brings`, `needs`, or the role of a link.
    package let label: String
  }

  /// How a graph is written.
  package enum Notation: String, Sendable, CaseIterable {
    case text, json, mermaid, dot
  }

  /// The nodes, each once, in the order of the releases.
  package private(set) var nodes: [Node] = []
  /// The edges, in the same order.
  package private(set) var edges: [Edge] = []

  /// Connects the releases of a catalog.
  package init(_ catalog: ReleaseCatalog) {
    var previous: String?
    for entry in catalog.entries {
      let release = entry.version
      add(Node(id: release, kind: .release, label: "\(release) (\(entry.state))"))
      if let previous { connect(release, previous, "follows") }
      previous = release
      if let record = entry.record { add(record, of: release) }
    }
  }

  private mutating func add(_ record: ReleaseRecord, of release: String) {
    for feature in record.features {
      let id = "\(release)/\(feature.id.value)"
      add(Node(id: id, kind: .feature, label: feature.title ?? feature.id.value))
      connect(release, id, feature.batch.value == .deferred ? "puts off" : "brings")
    }
    for dependency in record.dependencies.internalOnes {
      let id = "\(release)/\(dependency.id.value)"
      add(Node(id: id, kind: .dependency, label: dependency.id.value))
      connect(release, id, "needs")
      connect(dependency.needs, of: id, in: release)
    }
    for dependency in record.dependencies.externalOnes {
      let id = "\(release)/\(dependency.name.value)"
      add(
        Node(
          id: id, kind: .dependency,
          label: "\(dependency.name.value) (\(dependency.status.value.rawValue))"))
      connect(release, id, "needs")
    }
    for feature in record.features {
      connect(feature.needs, of: "\(release)/\(feature.id.value)", in: release)
    }
    for link in record.links {
      add(Node(id: link.target.value, kind: .document, label: link.target.value))
      connect(release, link.target.value, link.role.value)
    }
  }

  private mutating func connect(_ needs: [Stated<String>], of id: String, in release: String) {
    for need in needs {
      let own = "\(release)/\(need.value)"
      if !nodes.contains(where: { $0.id == own }) {
        add(Node(id: own, kind: .dependency, label: need.value))
      }
      connect(id, own, "needs")
    }
  }

  private mutating func add(_ node: Node) {
    if !nodes.contains(where: { $0.id == node.id }) { nodes.append(node) }
  }

  private mutating func connect(_ from: String, _ to: String, _ label: String) {
    let edge = Edge(from: from, to: to, label: label)
    if from != to, !edges.contains(edge) { edges.append(edge) }
  }
}

extension ReleaseGraph {
  /// The graph as text; a line end follows the last line.
  package func text(_ notation: Notation) -> String {
    switch notation {
    case .text: plain
    case .json: String(decoding: json, as: UTF8.self) + "\n"
    case .mermaid: mermaid
    case .dot: dot
    }
  }

  private var plain: String {
    if nodes.isEmpty { return "no releases\n" }
    return nodes.map { node in
      "\(node.kind.rawValue) \(node.label)\n"
        + edges.filter { $0.from == node.id }.map { "  \($0.label) \($0.to)\n" }.joined()
    }.joined()
  }

  private var json: [UInt8] {
    var writer = JSONWriter(.pretty)
    func write(_ members: [(String, String)]) {
      writer.beginObject()
      for (key, text) in members {
        writer.key(key)
        writer.string(text)
      }
      writer.endObject()
    }
    writer.beginObject()
    writer.key("nodes")
    writer.beginArray()
    for node in nodes {
      write([("id", node.id), ("kind", node.kind.rawValue), ("label", node.label)])
    }
    writer.endArray()
    writer.key("edges")
    writer.beginArray()
    for edge in edges { write([("from", edge.from), ("to", edge.to), ("label", edge.label)]) }
    writer.endArray()
    writer.endObject()
    return writer.bytes
  }

  private func number(of id: String) -> Int { nodes.firstIndex { $0.id == id } ?? 0 }

  private var mermaid: String {
    func quoted(_ text: String) -> String {
      "\"" + text.replacing("\"", with: "#quot;").replacing("\n", with: " ") + "\""
    }
    return "graph TD\n"
      + nodes.enumerated().map { "  n\($0)[\(quoted($1.label))]\n" }.joined()
      + edges.map {
        "  n\(number(of: $0.from)) -->|\(quoted($0.label))| n\(number(of: $0.to))\n"
      }.joined()
  }

  private var dot: String {
    func quoted(_ text: String) -> String {
      "\""
        + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        .replacing("\n", with: "\\n") + "\""
    }
    return "digraph releases {\n"
      + nodes.enumerated().map { "  n\($0) [label=\(quoted($1.label))];\n" }.joined()
      + edges.map {
        "  n\(number(of: $0.from)) -> n\(number(of: $0.to)) [label=\(quoted($0.label))];\n"
      }.joined() + "}\n"
  }
}
