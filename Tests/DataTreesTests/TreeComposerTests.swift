import DataTrees
import SourceModel
import Testing

/// Trees over the source of others: what is copied keeps its places, what is new takes places.
struct TreeComposerTests {
  @Test(arguments: [
    "a: [1, 'b', \"c\\n\", null, true, {d: ~}]\ne: |\n  f\n\"g\\x20h\": ''\n",
    "a: &x {b: 1}\nc: *x\nd: [*x, *x]\ne: &y v\nf: *y\n",
    "a: &x {b: 1, c: 2}\nd: {<<: *x, b: 3}\n", "1: 2\n---\n- second\n", "a: 1\na: 2\n",
  ])
  func copies(_ text: String) throws {
    let tree = try #require(read(text, .yaml).tree)
    var composer = TreeComposer(tree)
    for root in tree.documents {
      composer.beginDocument()
      composer.copy(root)
    }
    let composed = try #require(composer.finish()).tree
    #expect(composed.documents.count == tree.documents.count)
    for (copy, root) in zip(composed.documents, tree.documents) {
      #expect(DataTree.equal(composed, copy, tree, root))
      #expect(composed.hash(of: copy) == tree.hash(of: root))
      #expect(places(composed, copy) == places(tree, root))
    }
  }

  @Test func newValues() throws {
    let tree = try #require(read("host: a.org\nlist: [x]\nflag: yes\n", .yaml).tree)
    let host = try #require(tree.value(of: tree.root, "host"))
    let list = try #require(tree.value(of: tree.root, "list"))
    var composer = TreeComposer(tree)
    composer.beginDocument()
    composer.open(.object, as: tree.root)
    composer.key("url", at: host)
    composer.string("https://a.org", at: host)
    composer.key("deep", at: list)
    composer.open(.array, at: list)
    composer.bool(true, at: list)
    composer.copy(list)
    composer.close()
    composer.key(of: host)
    composer.open(.object, at: host)
    composer.close()
    composer.close()
    let composition = try #require(composer.finish())
    let composed = composition.tree
    #expect(
      composed.canonical(composed.root, limit: 1000)
        == #"{"deep":[true,["x"]],"host":{},"url":"https://a.org"}"#)
    let twin = try #require(
      read(#"{"url": "https://a.org", "host": {}, "deep": [true, ["x"]]}"#).tree)
    #expect(composed.hash(of: composed.root) == twin.hash(of: twin.root))
    #expect(DataTree.equal(composed, composed.root, twin, twin.root))
    let url = try #require(composed.value(of: composed.root, "url"))
    #expect(composed.range(of: url) == SourceRange(6, 11))
    #expect(composed.keyRange(of: url) == SourceRange(0, 4))
    #expect(composition.place(of: tree.root) == composed.root)
    #expect(composition.place(of: host) == nil)
    let place = try #require(composition.place(of: list))
    #expect(TreeParents(composed).pointer(to: place) == "/deep/1")
  }

  /// The first copy is where a value has gone, unless copies are not noted.
  @Test func notes() throws {
    let tree = try #require(read("[[0]]").tree)
    let item = try #require(tree.items(of: tree.root).first { _ in true })
    var composer = TreeComposer(tree)
    composer.beginDocument()
    composer.open(.array, as: tree.root)
    composer.notesCopies = false
    composer.copy(item)
    composer.notesCopies = true
    composer.copy(item)
    composer.copy(item)
    composer.close()
    let composition = try #require(composer.finish())
    let place = try #require(composition.place(of: item))
    #expect(TreeParents(composition.tree).pointer(to: place) == "/1")
  }

  @Test func limits() throws {
    let tree = try #require(read("[0]").tree)
    var wide = TreeComposer(tree)
    wide.beginDocument()
    wide.open(.array, as: tree.root)
    for _ in 0..<1000 { wide.copy(tree.root) }
    wide.close()
    #expect(wide.finish() == nil)
    var deep = TreeComposer(tree)
    deep.beginDocument()
    for _ in 0..<1000 { deep.open(.array, at: tree.root) }
    for _ in 0..<1000 { deep.close() }
    #expect(deep.finish() == nil)
    #expect(TreeComposer(tree).finish() == nil)
  }

  @Test func pointers() throws {
    let tree = try #require(read(#"{"a/b": [0, {"~": 1}], "": 2}"#).tree)
    let parents = TreeParents(tree)
    var found: [Name] = []
    var pending = [tree.root]
    while let node = pending.popLast() {
      found.append(parents.pointer(to: node))
      #expect(parents.parent(of: node) == tree.parent(of: node))
      pending += tree.members(of: node).map(\.value)
      pending += Array(tree.items(of: node))
    }
    #expect(found.sorted() == ["", "/", "/a~1b", "/a~1b/0", "/a~1b/1", "/a~1b/1/~0"])
  }

  private func places(_ tree: DataTree, _ node: NodeID) -> [SourceRange?] {
    var found = [tree.range(of: node), tree.keyRange(of: node)]
    for member in tree.members(of: node) { found += places(tree, member.value) }
    for item in tree.items(of: node) { found += places(tree, item) }
    return found
  }
}
