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
    let staging = RecordPart.record([
      ("name", .text("staging")), ("traffic", .integer(0)), ("environment", .text("staging")),
      ("entry", .list([.record([("evidence", .text("test-suite"))])])),
      ("metrics", .list([.text("TBD: the metrics that are watched, as their rules define them")])),
      ("success", .list([.text("TBD: a criterion such as error_rate <= 0.5%")])),
      ("abort", .list([.text("TBD: a criterion such as error_rate > 1%")])),
      ("decides", .text("TBD: the role that decides")),
    ])
    let shares = preset.traffic(canary: canary)
    let production = shares.enumerated().map { index, share in
      RecordPart.record([
        ("name", .text(index == 0 ? "canary" : share == 100 ? "everyone" : "ramp-\(share)")),
        ("traffic", .integer(share)),
        ("duration", .text("TBD: how long it lasts at least, such as 24h")),
        ("entry", .list([.text("TBD: what must hold before it begins")])),
        (
          "metrics", .list([.text("TBD: the metrics that are watched, as their rules define them")])
        ),
        ("success", .list([.text("TBD: a criterion such as error_rate <= 0.5%")])),
        ("abort", .list([.text("TBD: a criterion such as error_rate > 1%")])),
        ("otherwise", preset == .phased ? .text("hold") : nil),
        ("decides", .text("TBD: the role that decides")),
      ])
    }
    return .list([staging] + production)
  }
}
