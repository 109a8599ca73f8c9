import EvidenceStatements
import ReleaseModel

/// What may not happen while old and new run side by side.
enum WindowRules {
  static let all = [unreadable, destroyed, readerDropped, readerLate, closedEarly]

  static let unreadable = FindingRule(
    "release/window-unreadable", "A window could not be read", severity: .error,
    rationale: """
      A window that cannot be read protects nothing: what it keeps would be taken away unseen.
      """,
    remedy: "Correct the file under 'windows'.",
    example: FindingRule.Trial(after: "-- file: windows/users.yaml\nid: users\n"),
    nearMiss: FindingRule.Trial(after: window()))

  static let destroyed = FindingRule(
    "release/destroyed-in-window", "Something was taken away while its window is open",
    severity: .error,
    rationale: """
      Until the window is closed by a release, the old code may still run, or be put back. What it uses \
      has to stay.
      """,
    remedy: "Close the window in a release of its own, and take it away in a later one.",
    example: dropping(window()), nearMiss: dropping(window("orders.code")))

  static let readerDropped = FindingRule(
    "release/reader-dropped", "Code stopped to read a form while its window is open",
    severity: .error,
    rationale: """
      Old and new data stand side by side until the window is closed. Code that reads one form only \
      fails on the other.
      """,
    remedy: "Let the code read both forms until the window was closed by a release.",
    example: FindingRule.Trial(
      before: window() + reader("old_name, new_name"), after: reader("new_name")),
    nearMiss: FindingRule.Trial(
      before: window() + reader("old_name, new_name"), after: reader("new_name, old_name")))

  static let readerLate = FindingRule(
    "release/reader-late", "Data was migrated before a release could read it", severity: .error,
    rationale: """
      Readers of the new form go out first. Otherwise the release that runs meets data that it does not \
      know.
      """,
    remedy: "Release the code that reads both forms first, and migrate in the release after it.",
    example: migrating(reader: "old_name"), nearMiss: migrating(reader: "old_name, new_name"))

  static let closedEarly = FindingRule(
    "release/window-closed-early", "A window was closed before all was moved and proven",
    severity: .error,
    rationale: """
      Closing the window gives the way back up. Before that all routes are moved in a release, all \
      traffic has been on the new side for a while, and the rollback was tried.
      """,
    remedy: "Keep the window open, and close it once nothing of that is missing.",
    example: FindingRule.Trial(before: window(), after: window(closed: true)),
    nearMiss: FindingRule.Trial(before: window(), after: window("users.old_name", "users.code")))

  // MARK: Trials

  private static func window(_ elements: String..., closed: Bool = false) -> String {
    """
    -- file: windows/users.yaml
    schema: relgate/window/1
    id: users
    opened_in: v1.0.0
    elements: [\(elements.isEmpty ? "users.old_name" : elements.joined(separator: ", "))]
    readers: [{path: src/users.py, element: new_name}]
    \(closed ? "closed_in: v2.0.0" : "")

    """
  }

  private static func reader(_ names: String) -> String {
    "-- file: src/users.py\nFIELDS = [\(names)]\n"
  }

  private static let table = """
    -- file: db/migrations/0001_a.up.sql
    CREATE TABLE users (id bigint PRIMARY KEY, old_name text, new_name text);
    -- file: db/migrations/0001_a.down.sql
    DROP TABLE users;

    """

  private static func dropping(_ window: String) -> FindingRule.Trial {
    FindingRule.Trial(
      before: table + window,
      after: """
        -- file: db/migrations/0002_b.up.sql
        ALTER TABLE users DROP COLUMN old_name;
        -- file: db/migrations/0002_b.down.sql
        ALTER TABLE users ADD COLUMN old_name text;
        """)
  }

  private static func migrating(reader names: String) -> FindingRule.Trial {
    FindingRule.Trial(
      before: table + window("users") + reader(names),
      after: reader("old_name, new_name") + """
        -- file: db/migrations/0002_b.up.sql
        UPDATE users SET new_name = old_name WHERE new_name IS NULL;
        -- file: db/migrations/0002_b.down.sql
        SELECT 1;
        """)
  }
}
