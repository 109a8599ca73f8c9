package import ReleaseModel
package import SourceModel

/// What judging must know beyond the changes.
package struct Facts {
  /// The lives of what a change is about.
  package var lives: (Change) -> Lives
  /// The components to which a path belongs.
  package var components: (RepositoryPath) -> [String]
  /// Whether the version promises no less than a change calls for; nil if none is declared.
  package var version: (Change) -> Proof?
  /// The version that a contract goes out with, as it is spelled; nil if it is not known.
  package var release: (RepositoryPath) -> Name?
  /// Whether a version comes before another; nil if a text names none.
  package var precedes: (Name, Name) -> Bool?

  /// Whether a document of the release says what a change needs.
  package var document: (_ name: String, Change) -> Proof
  /// Whether there is something to flip back, of a kind if one is given.
  package var lever: (_ kind: String?, Change) -> Proof
  /// Whether evidence for a change counts, by its kind, its highest age in days, and the role that
  /// must have signed it.
  package var evidence: (_ kind: String, _ maxAgeDays: Int?, _ role: String?, Change) -> Proof

  /// Gathers facts; what is left out is not known.
  package init(
    lives: @escaping (Change) -> Lives = { _ in Lives() },
    components: @escaping (RepositoryPath) -> [String] = { _ in [] },
    version: @escaping (Change) -> Proof? = { _ in nil },
    release: @escaping (RepositoryPath) -> Name? = { _ in nil },
    precedes: @escaping (Name, Name) -> Bool? = { _, _ in nil },
    document: @escaping (String, Change) -> Proof = { _, _ in Facts.noRelease },
    lever: @escaping (String?, Change) -> Proof = { _, _ in Facts.noRelease },
    evidence: @escaping (String, Int?, String?, Change) -> Proof = { _, _, _, _ in
      Facts.noRelease
    }
  ) {
    self.lives = lives
    self.components = components
    self.version = version
    self.release = release
    self.precedes = precedes
    self.document = document
    self.lever = lever
    self.evidence = evidence
  }

  private static let noRelease = Proof(isMet: false, "nothing is known of a release")

  /// Why an element's end does not go out with a version, or a later one; nil if it does.
  func lack(of version: Name, in ladder: Ladder) -> String? {
    guard let release = ladder.endedIn.map({ Name($0) }) ?? release(ladder.contract) else {
      return "the version that it goes out with is not known"
    }
    switch precedes(release, version) {
    case true?: return "removal in \(version) not reached with \(release)"
    case false?: return nil
    case nil: return "'\(version)' and '\(release)' cannot be compared as versions"
    }
  }
}

/// The lives of what a change is about, over the releases before it.
package struct Lives: Hashable, Sendable {
  /// The life of the element itself, and of what it is a part of: one of them is enough.
  package let own: [Ladder]
  /// The lives of the elements that use it, each once: all of them are needed.
  package let users: [Ladder]

  /// Gathers lives.
  package init(own: [Ladder] = [], users: [Ladder] = []) {
    self.own = own
    self.users = users
  }

  /// Whether the users are all that the change affects.
  func coversUsers(of change: Change) -> Bool {
    let named = Set(change.affected.map(\.element)).count
    let known = Set(users.map(\.element)).count
    return known > 0 && known == change.affectedCount && named == known
  }
}

extension Requirement {
  /// Judges the requirement for a change, whose rule need not be known.
  func proof(for change: Change, _ rule: Rule?, _ facts: Facts) -> Proof {
    switch self {
    case .deprecatedFor where !change.takesAway(by: rule):
      Proof(isMet: false, "the element is still served, so that no deprecation excuses the change")
    case .deprecatedFor(let window):
      proof(for: change, facts) { window.deprecation(in: $0, of: change, facts) }
    case .introducedBefore(let window): proof(for: change, facts) { window.presence(in: $0) }
    case .versionBump:
      facts.version(change) ?? Proof(isMet: false, "no version is declared")
    case .document(let name): facts.document(name, change)
    case .lever(let kind): facts.lever(kind, change)
    case .evidence(let kind, let maxAgeDays, let signedBy):
      facts.evidence(kind, maxAgeDays, signedBy, change)
    case .flag:
      // Packs that demand it are refused when they are read.
      Proof(isMet: false, "cannot be judged by this version")
    }
  }

  /// Judges lives: one of the element's own is enough, else all users are needed.
  private func proof(
    for change: Change, _ facts: Facts, _ judge: (Ladder) -> Proof
  ) -> Proof {
    let lives = facts.lives(change)
    let own = lives.own.map(judge)
    if let met = own.first(where: \.isMet) { return met }
    let isComplete = lives.coversUsers(of: change)
    if isComplete {
      let users = lives.users.map { (ladder: $0, proof: judge($0)) }
      guard let failed = users.first(where: { !$0.proof.isMet }) else {
        let proofs = users.prefix(1).map { "'\($0.ladder.element)' \($0.proof.text)" }
        let rest = users.count - 1
        return Proof(
          isMet: true, (proofs + (rest > 0 ? ["so \(rest) more"] : [])).joined(separator: "; "))
      }
      if own.isEmpty {
        return Proof(isMet: false, "'\(failed.ladder.element)' \(failed.proof.text)")
      }
    }
    if let first = own.first { return first }
    if change.affectedCount > 0, !isComplete {
      return Proof(
        isMet: false,
        "not every element that is affected is known: \(change.affectedCount) are")
    }
    return Proof(isMet: false, "not announced in any release")
  }
}

extension Change {
  /// Whether the change takes something from its users, which an announcement tells them of: it is
  /// gone, or goes by another name.
  ///
  /// What changes in place surprises those who still use an element, whatever was said of its end.
  fileprivate func takesAway(by rule: Rule?) -> Bool {
    guard phase == .contract else { return false }
    if after == nil || rule?.classification.announced != nil { return true }
    return formerElement.map { $0.lastStep != element.lastStep } ?? false
  }
}

extension Requirement.Window {
  /// Judges whether the end of an element was announced for long enough.
  ///
  /// The sunset of RFC 8594 (section 3) is the moment from which a resource is expected to be
  /// unresponsive. A day names no moment, so that all of it is promised: it has passed on the next.
  ///
  /// The version of a removal is the first that may come without the element.
  fileprivate func deprecation(
    in ladder: Ladder, of change: Change, _ facts: Facts
  ) -> Proof {
    guard let days = ladder.days else {
      return Proof(isMet: false, unannounced(ladder, change))
    }
    var missing = lacks(days: days, releases: ladder.releases)
    if let sunset = ladder.sunset, ladder.asOf <= sunset {
      missing.append("sunset \(sunset) not reached")
    }
    if let lack = ladder.removal.flatMap({ facts.lack(of: $0, in: ladder) }) {
      missing.append(lack)
    }
    return Proof(
      isMet: missing.isEmpty, verdict(ladder.proof, releases: ladder.releases, missing: missing))
  }

  private func unannounced(_ ladder: Ladder, _ change: Change) -> String {
    let life = ladder.rungs.isEmpty ? "there is no release before" : ladder.proof
    if ladder.isUndecided { return "not known to be announced: \(life)" }
    if change.isAnnounced { return "announced, but by no release yet: \(life)" }
    let wasAnnounced = ladder.rungs.contains { rung in
      if case .announced = rung.state { true } else { false }
    }
    return wasAnnounced ? "no longer announced: \(life)" : life
  }

  /// Judges whether an element has been there for long enough.
  fileprivate func presence(in ladder: Ladder) -> Proof {
    guard let start = ladder.rungs.firstIndex(where: \.state.stands) else {
      return Proof(isMet: false, "not in any release before")
    }
    let first = ladder.rungs[start]
    let days = ladder.asOf.dayNumber - first.date.dayNumber
    let releases = ladder.rungs[start...].count(where: \.state.stands)
    let fact = "introduced in \(first.tag) (\(first.date)), \(count(days, "day"))"
    let missing = lacks(days: days, releases: releases)
    return Proof(
      isMet: missing.isEmpty, verdict(fact, releases: releases, missing: missing))
  }

  /// What is missing of the window, in words.
  private func lacks(days: Int, releases: Int) -> [String] {
    var missing: [String] = []
    if let demanded = self.days, days < demanded {
      missing.append("\(count(demanded - days, "day")) missing")
    }
    if let demanded = self.releases, releases < demanded {
      missing.append("\(count(demanded - releases, "release")) missing")
    }
    return missing
  }

  /// A fact, the demand, and what came of it: `… 120 days, policy 90: proven`.
  private func verdict(_ fact: String, releases found: Int, missing: [String]) -> String {
    let told = releases == nil ? fact : "\(fact), \(count(found, "release"))"
    let policy = releases == nil ? "\(days ?? 0)" : words(joiner: " and ")
    let outcome = missing.isEmpty ? "proven" : missing.joined(separator: ", ")
    return "\(told), policy \(policy): \(outcome)"
  }
}
