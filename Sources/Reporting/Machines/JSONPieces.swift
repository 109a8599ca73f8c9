import DataTrees

/// Objects and arrays whose ends cannot be forgotten.
extension JSONWriter {
  mutating func object(_ key: String? = nil, _ members: (inout JSONWriter) -> Void) {
    if let key { self.key(key) }
    beginObject()
    members(&self)
    endObject()
  }

  mutating func array<Item>(
    _ key: String? = nil, _ items: some Sequence<Item>, _ write: (inout JSONWriter, Item) -> Void
  ) {
    if let key { self.key(key) }
    beginArray()
    for item in items { write(&self, item) }
    endArray()
  }

  mutating func member(_ key: String, _ text: String) {
    self.key(key)
    string(text)
  }

  mutating func member(_ key: String, _ value: Int) {
    self.key(key)
    integer(value)
  }

  mutating func member(_ key: String, _ value: Bool) {
    self.key(key)
    bool(value)
  }
}
