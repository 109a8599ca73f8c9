import DataTrees
import FormatKit
import Markdown
import ReleaseModel
import ReleaseRecords
import SourceModel

/// Holds documents of the kinds that packs describe against those descriptions.
enum ProfileChecks {
  static let rules = [documentMissing, approvalMissing, approverUnknown, signoffContradicted]

  static func facts(in scene: ReleaseScene) -> [ReleaseFact] {
    let touched = Set(scene.deltas.flatMap { [$0.before, $0.after].compactMap { $0 } })
    return scene.terms.profiles.flatMap { profile in
      let questions = ProfileQuestions(
        profile: profile, template: DocumentTemplate(profile.template, in: scene.after))
      let approvals = ProfileApprovals(profile: profile, tree: scene.after)
      return files(of: profile, in: scene.after).flatMap { path -> [ReleaseFact] in
        guard case .file(let source) = scene.after.read(path) else { return [] }
        let profiled = ProfiledDocument(source, of: profile)
        let related = [path, profiled.path] + approvals.paths(for: profiled)
        guard related.contains(where: touched.contains) else { return [] }
        return facts(of: profiled, profile, questions, approvals, in: scene.after)
      }
    }
  }

  private static func files(
    of profile: DocumentProfile, in tree: any FileTree
  ) -> [RepositoryPath] {
    let origins = Set(profile.files.flatMap(\.origins))
    let files = Set(origins.flatMap { tree.files(below: $0) })
    return files.filter { path in
      profile.files.contains { $0.matches(path) } && path != profile.template
        && !profile.except.contains { $0.matches(path) }
    }.sorted()
  }

  private static func facts(
    of profiled: ProfiledDocument, _ profile: DocumentProfile, _ questions: ProfileQuestions,
    _ approvals: ProfileApprovals, in tree: any FileTree
  ) -> [ReleaseFact] {
    if let problem = profiled.header?.problems.first {
      return [
        profiled.fact(
          DocumentReadability.headerUnreadable,
          "the data of a document could not be read: \(problem.message)", element: profile.name,
          at: problem.range)
      ]
    }
    let about = values(of: profiled, profile)
    guard case .file(let source) = tree.read(profiled.path) else {
      return about + [
        profiled.fact(
          documentMissing, "'\(profiled.path)' was missing", element: profile.name, at: nil,
          related: [Finding.RelatedPlace(path: profiled.path, message: "the document")])
      ] + approvals.facts(of: profiled, nil)
    }
    let document = ReleaseDocument(source, kind: .guide)
    if let problem = document.markdown.problem {
      return about + [
        document.fact(
          DocumentReadability.unreadable,
          "'\(profiled.path)' could not be read: \(problem.message)", at: problem.range)
      ]
    }
    return about + questions.facts(of: profiled, document)
      + approvals.facts(of: profiled, document)
  }

  // MARK: Data

  private static func values(
    of profiled: ProfiledDocument, _ profile: DocumentProfile
  ) -> [ReleaseFact] {
    let missing = profile.keys.filter { key in
      guard let (tree, node) = profiled.header?.node(key) else { return true }
      return tree.kind(of: node) == .null || tree.scalarText(of: node)?.isEmpty == true
    }.map { key in
      profiled.fact(
        Runbooks.headerKeyMissing, "the key '\(key)' of '\(profile.name)' was missing",
        element: key, at: nil)
    }
    let unknown = profile.values.compactMap { entry -> ReleaseFact? in
      guard let (text, range) = profiled.header?.text(entry.key), !text.isEmpty,
        !entry.values.contains(text)
      else { return nil }
      let nearest = Spelling.nearest(to: text, among: entry.values)
      return profiled.fact(
        Runbooks.headerValueUnknown, "the \(entry.key) '\(text)' is unknown", element: entry.key,
        at: range,
        remedy: nearest.map { "Did you mean '\($0)'?" }
          ?? "Write one of \(entry.values.joined(separator: ", ")).")
    }
    let impossible = profile.dates.compactMap { key -> ReleaseFact? in
      guard let (text, range) = profiled.header?.text(key), !text.isEmpty,
        CalendarDate(text) == nil
      else { return nil }
      return profiled.fact(
        Runbooks.headerDateImpossible, "the \(key) '\(text)' was no day as YYYY-MM-DD",
        element: key, at: range, remedy: "Write the day as YYYY-MM-DD.")
    }
    return missing + unknown + impossible
  }
}
