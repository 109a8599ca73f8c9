import DataTrees
import FormatKit
import Markdown
import ReleaseModel
import ReleaseRecords
import SourceModel

/// Whether those who must agree to a document did, and whether the document says the same.
struct ProfileApprovals {
  let profile: DocumentProfile
  private let tree: any FileTree
  /// Who may agree, for each of the profile's approvals; nil if anyone may.
  private let members: [Set<String>?]

  init(profile: DocumentProfile, tree: any FileTree) {
    self.profile = profile
    self.tree = tree
    members = profile.approvals.map { ProfileApprovals.members(of: $0, in: tree) }
  }

  /// The files that say who agreed to a document.
  func paths(for profiled: ProfiledDocument) -> [RepositoryPath] {
    profile.approvals.compactMap { profiled.filled($0.file).flatMap { RepositoryPath($0) } }
  }

  /// What is missing, or at odds with the document's boxes.
  func facts(of profiled: ProfiledDocument, _ document: ReleaseDocument?) -> [ReleaseFact] {
    profile.approvals.indices.flatMap { index -> [ReleaseFact] in
      let approval = profile.approvals[index]
      guard let file = profiled.filled(approval.file), let path = RepositoryPath(file) else {
        return []
      }
      let approver = approver(in: path, approval, profiled)
      let isDemanded = profiled.fulfills(approval.condition)
      var facts: [ReleaseFact] = []
      if isDemanded, approver == nil {
        facts.append(missing(path, approval, profiled))
      }
      if let approver, let members = members[index], isDemanded,
        !members.contains(ProfileApprovals.bare(approver))
      {
        facts.append(
          profiled.fact(
            ProfileChecks.approverUnknown, "'\(approver)' agreed, and may not", element: approver,
            at: profiled.header?.text("status")?.range,
            related: [Finding.RelatedPlace(path: path, message: "who agreed")]))
      }
      return facts
        + boxes(of: approval, approver, path, document, isDemanded: isDemanded)
    }
  }

  private func missing(
    _ path: RepositoryPath, _ approval: DocumentProfile.Approval, _ profiled: ProfiledDocument
  ) -> ReleaseFact {
    let keys = approval.keys.compactMap(profiled.filled).joined(separator: ".")
    return profiled.fact(
      ProfileChecks.approvalMissing, "nobody agreed: '\(path)' has no '\(keys)'", element: keys,
      at: profiled.header?.text("status")?.range,
      related: [Finding.RelatedPlace(path: path, message: "where it belongs")],
      remedy: "Let somebody who may agree write '\(keys)' in '\(path)'.")
  }

  /// Boxes that say another thing than the file.
  private func boxes(
    of approval: DocumentProfile.Approval, _ approver: String?, _ path: RepositoryPath,
    _ document: ReleaseDocument?, isDemanded: Bool
  ) -> [ReleaseFact] {
    guard let document, let box = approval.box else { return [] }
    let wanted = Words.of(box)
    return document.markdown.blocks.compactMap { block in
      guard case .item(let isTicked?) = block.kind, Words.of(block.text).contains(wanted) else {
        return nil
      }
      let message: String
      switch (isTicked, approver) {
      case (true, nil) where isDemanded:
        message = "'\(box)' was ticked, and nobody agreed in '\(path)'"
      case (false, let approver?) where isDemanded:
        message = "'\(box)' was left open, and '\(approver)' agreed in '\(path)'"
      default: return nil
      }
      return document.fact(
        ProfileChecks.signoffContradicted, message, element: box, at: block.range,
        related: [Finding.RelatedPlace(path: path, message: "who agreed")])
    }
  }

  private func approver(
    in path: RepositoryPath, _ approval: DocumentProfile.Approval, _ profiled: ProfiledDocument
  ) -> String? {
    guard case .file(let source) = tree.read(path), let data = DocumentHeader(source).tree else {
      return nil
    }
    var node = data.root
    for key in approval.keys {
      guard let key = profiled.filled(key), let next = data.value(of: node, named: Name(key)) else {
        return nil
      }
      node = next
    }
    guard let text = data.scalarText(of: node)?.text, !text.isEmpty, data.kind(of: node) == .string
    else { return nil }
    return text
  }

  private static func members(
    of approval: DocumentProfile.Approval, in tree: any FileTree
  ) -> Set<String>? {
    guard let path = approval.members else { return nil }
    guard case .file(let source) = tree.read(path), let data = DocumentHeader(source).tree else {
      return []
    }
    var members: Set<String> = []
    for list in approval.lists {
      var node: NodeID? = data.root
      for key in list.split(separator: ".") {
        node = node.flatMap { data.value(of: $0, named: Name(String(key))) }
      }
      guard let node else { continue }
      members.formUnion(
        data.items(of: node).compactMap { data.scalarText(of: $0) }.map { bare($0.text) })
    }
    return members
  }

  /// A name without the sign before it, in lower case.
  private static func bare(_ name: String) -> String {
    (name.hasPrefix("@") ? String(name.dropFirst()) : name).lowercased()
  }
}

extension ProfileChecks {
  static let documentMissing = FindingRule(
    "release/document-missing", "Data had no document beside it", severity: .error,
    rationale: "A state and an owner of nothing are no proposal.",
    remedy: "Write the document, or take its data away.",
    example: trial("document-missing", "-- file: proposals/1/meta.yaml\nstatus: accepted\n"),
    nearMiss: trial(
      "document-missing",
      "-- file: proposals/1/meta.yaml\nstatus: accepted\n-- file: proposals/1/README.md\n# One\n"))

  static let approvalMissing = FindingRule(
    "release/approval-missing", "Nobody agreed to a document that needs it", severity: .error,
    rationale: "A review that nobody signed did not take place.",
    remedy: "Let somebody who may agree write it down where it belongs.",
    example: accepted("approval-missing", approver: nil, box: " "),
    nearMiss: accepted("approval-missing", approver: "@ann", box: "x"))

  static let approverUnknown = FindingRule(
    "release/approver-unknown", "Somebody agreed who may not", severity: .error,
    rationale: "An agreement counts because of who gives it.",
    remedy: "Let somebody who may agree do it, or add the name to those who may.",
    example: accepted("approver-unknown", approver: "@eve", box: "x"),
    nearMiss: accepted("approver-unknown", approver: "@ann", box: "x"))

  static let signoffContradicted = FindingRule(
    "release/signoff-contradicted", "A box and an agreement were at odds", severity: .error,
    rationale: "One of the two was written without looking at the other.",
    remedy: "Tick the box when somebody has agreed, and only then.",
    example: accepted("signoff-contradicted", approver: "@ann", box: " "),
    nearMiss: accepted("signoff-contradicted", approver: "@ann", box: "x"))

  private static func accepted(
    _ rule: String, approver: String?, box: String
  ) -> FindingRule.Trial {
    let approval = approver.map { "-- file: approvals/1.yaml\naccepted: {by: \"\($0)\"}\n" } ?? ""
    return trial(
      rule,
      """
      -- file: proposals/1/meta.yaml
      status: accepted
      id: 1
      -- file: proposals/1/README.md
      # One

      - [\(box)] Review approved
      -- file: MEMBERS.yaml
      reviewers: [ann, bob]
      \(approval)
      """)
  }

  /// A repository with proposals, and the pack that describes them.
  private static func trial(_ rule: String, _ after: String) -> FindingRule.Trial {
    FindingRule.Trial(
      before: """
        -- file: .relgate.yaml
        schema: relgate/config/1
        packs: [builtin:core, policies/proposals.yaml]
        rules:
          release/\(rule): error
        -- file: policies/proposals.yaml
        schema: relgate/pack/1
        name: proposals
        release:
          profiles:
            - name: proposal
              files: proposals/*/meta.yaml
              document: README.md
              approvals:
                - file: approvals/{id}.yaml
                  keys: ["{status}", by]
                  members: MEMBERS.yaml
                  lists: reviewers
                  box: Review approved
                  when: {values: {status: accepted}}
        clauses: []
        """, after: after)
  }
}
