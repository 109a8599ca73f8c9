import ReleaseRecords

extension ReleaseRecord.Rollout.Preset {
  /// The shares of traffic of the ladder's stages in production, in percent.
  ///
  /// - Parameter canary: That of the first stage where the ladder leaves a choice.
  func traffic(canary: Int) -> [Int] {
    switch self {
    case .canaryRamp, .custom: [canary, 10, 50, 100].filter { $0 == canary || $0 > canary }
    case .phased: [1, 5, 20, 50, 100]
    case .quarters: [5, 25, 50, 100]
    }
  }
}

extension PlanInput {
  /// The stages of the ladder, as they are proposed: first one before production.
  var stages: RecordPart {
    let staging = RecordPart.record(
      [
        ("name", .text("staging")), ("traffic", .integer(0)), ("environment", .text("staging")),
        ("entry", .open("what must hold before it begins, such as [{evidence: test-suite}]")),
      ] + StageQuestions.all)
    let shares = preset.traffic(canary: canary)
    let production = shares.enumerated().map { index, share in
      RecordPart.record(
        [
          ("name", .text(index == 0 ? "canary" : share == 100 ? "everyone" : "ramp-\(share)")),
          ("traffic", .integer(share)),
          ("duration", .open("how long it lasts at least, such as 24h")),
          ("entry", .open("what must hold before it begins")),
          ("otherwise", preset == .phased ? .text("hold") : nil),
        ] + StageQuestions.all)
    }
    return .list([staging] + production)
  }
}

/// What only people know of a stage.
private enum StageQuestions {
  static let all: [(String, RecordPart?)] = [
    ("metrics", .open("what is watched, such as [error_rate, latency_p95]")),
    ("success", .open("when it has succeeded, such as [error_rate <= 0.5%]")),
    ("abort", .open("when it has failed, such as [error_rate > 1%]")),
    ("decides", .open("the role that decides")),
  ]
}
