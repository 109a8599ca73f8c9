import PolicyPacks
import ReleaseModel
import SourceModel

extension Report {
  /// Makes the waiver that would excuse a finding of this report, as a file to be completed; nil for
  /// what cannot be excused.
  var waiverOffer: @Sendable (Finding) -> String? {
    guard let asOf, let policy = judgement?.policy else { return { _ in nil } }
    return { finding in
      guard Waiver.canExcuse(finding.rule) else { return nil }
      let bytes = Waiver.yaml(
        for: finding, owner: "OWNER", asOf: asOf, maxDays: policy.waiverDays,
        ticket: policy.waiverNeedsTicket ? "TICKET" : nil)
      return "# \(Waiver.path(for: finding.rule, fingerprint: finding.fingerprint).text)\n"
        + String(decoding: bytes, as: UTF8.self)
    }
  }
}
