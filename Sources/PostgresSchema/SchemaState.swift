/// What a database holds after actions were applied.
package struct SchemaState: Hashable, Sendable {
  /// An empty database.
  package init() {}
}
