package import ReleaseModel
package import ReleaseRecords
package import SourceModel

/// One file of judgement: what blocks, what is demanded first, what may excuse it.
package struct Pack: Hashable, Sendable {
  /// The name, which stands before the ids of its clauses: `core`.
  package var name = ""
  /// What the pack is for, in sentences.
  package var about = ""
  /// The packs that apply before it: `builtin:core`, or a path from the repository's root.
  package var extends: [Reference] = []
  /// The weakest promise that clauses look at, also those of the packs it extends; nil if it does
  /// not say.
  package var strictness: Strictness?
  /// What it says of waivers.
  package var waivers = WaiverTerms.Statement()
  /// What it says of release documents and evidence.
  package var release = ReleaseTerms.Statement()
  /// What must hold of the whole run.
  package var demands: [Demand] = []
  /// Its clauses, in source order.
  package var clauses: [Clause] = []
  /// The questions that it answers, in source order.
  package var checklist: [Question] = []
  /// The pairs of contracts that prove it.
  package var examples: [PackExample] = []

  /// Says nothing.
  package init() {}

  /// Where a pack names another.
  package struct Reference: Hashable, Sendable {
    /// The other pack, as it is spelled.
    package let spelling: String
    /// The line, from 1.
    package let line: Int
    /// The column in Unicode scalars, from 1.
    package let column: Int

    /// Makes a reference.
    package init(_ spelling: String, line: Int, column: Int) {
      self.spelling = spelling
      self.line = line
      self.column = column
    }
  }

  /// What a pack can demand of a whole run.
  package enum Demand: String, Hashable, Sendable, CaseIterable {
    /// A changed file that was not judged leaves the run undecided.
    case everythingJudged = "everything-judged"
  }

  /// A question for release managers, answered from what was found.
  package struct Question: Hashable, Sendable {
    /// The id within the pack.
    package var id = ""
    /// The heading under which it stands.
    package var group = ""
    /// The question, answered by yes if all is well.
    package var question = ""
    /// The formats whose contracts it is about; empty for all.
    package var formats: [String] = []
    /// The ids of the clauses whose findings speak against it; empty for all.
    package var clauses: [String] = []
    /// The rules whose findings speak against it; empty for all.
    package var rules: [PathGlob] = []
    /// The name of the pack that asks.
    package internal(set) var pack = ""
    /// Where its id stands in the file.
    var range = SourceRange(0, 0)
    /// The line of its id, from 1.
    var line = 0
    /// The column of its id in Unicode scalars, from 1.
    var column = 0

    /// Asks nothing.
    package init() {}

    /// The identity in a report: `pack/item-id`.
    package var name: String { "\(pack)/\(id)" }
  }
}

/// What must hold of waivers.
package struct WaiverTerms: Hashable, Sendable {
  /// The longest time from creation, and from the day of use, to expiry.
  package var maxDays = 180
  /// Whether a waiver must name a ticket.
  package var isTicketRequired = false
  /// Whether a waiver that was added inside the range counts if an allowed signer signed it.
  package var countsSignedInRange = false

  /// The terms where no pack says anything.
  package init() {}

  /// What one pack says of them; nil where it says nothing.
  package struct Statement: Hashable, Sendable {
    /// The longest time in days.
    package var maxDays: Int?
    /// Whether a ticket must be named.
    package var isTicketRequired: Bool?
    /// Whether signed waivers inside the range count.
    package var countsSignedInRange: Bool?

    /// Says nothing.
    package init() {}
  }

  /// The terms with what a pack says in place of what was said before.
  func applying(_ statement: Statement) -> WaiverTerms {
    var terms = self
    terms.maxDays = statement.maxDays ?? maxDays
    terms.isTicketRequired = statement.isTicketRequired ?? isTicketRequired
    terms.countsSignedInRange = statement.countsSignedInRange ?? countsSignedInRange
    return terms
  }
}

/// Two texts of a contract, the releases before them, and what the pack must find.
package struct PackExample: Hashable, Sendable {
  /// What it shows.
  package var name = ""
  /// The format of the contract.
  package var format = ""
  /// The contract before.
  package var before = ""
  /// The contract after.
  package var after = ""
  /// The day against which windows are judged.
  package var asOf: CalendarDate?
  /// What the releases before said of every element that changed, oldest first.
  package var releases: [Release] = []
  /// The severest finding of each rule; empty if nothing may be found.
  package var expected: [RuleID: Severity] = [:]
  /// The pack that states it: `builtin:core`, or the path of its file.
  package internal(set) var pack = ""

  /// Shows nothing.
  package init() {}

  /// Whether its pack ships with relgate.
  package var isBuiltin: Bool {
    if case .builtin = PackLocation(pack) { true } else { false }
  }

  /// What one release said of the elements that changed.
  package struct Release: Hashable, Sendable {
    /// The word that it said.
    package enum Word: String, Hashable, Sendable, CaseIterable {
      case absent, served, announced
    }

    /// The name of its tag.
    package var tag = ""
    /// Its day.
    package var date = CalendarDate(dayNumber: 0)
    /// What it said.
    package var says = Word.served
    /// The last day that it announced.
    package var sunset: CalendarDate?

    /// A release that served the elements.
    package init() {}
  }
}
