import GitHistory
import ReleaseModel
import ReleaseRecords
import SourceModel

/// Whether folder, record and tag of a release are about the same version.
enum ReleaseTags {
  static let versionContradicted = FindingRule(
    "release/version-contradicted", "Record of another version than its folder or tag",
    severity: .error,
    rationale: """
      Plans, evidence and tags of a release are joined by its version. A record with another one is \
      a copy that nobody adapted.
      """,
    remedy: "Write the version that the folder and the tag have.",
    example: FindingRule.Trial(
      after: """
        -- file: releases/1.1.0/release.yaml
        schema: relgate/release/1
        version: 1.2.0
        state: draft

        """),
    nearMiss: RecordTrials.record("", state: "draft"))

  static let titleContradicted = FindingRule(
    "release/title-contradicted", "Tag with another title than its release", severity: .error,
    rationale: "People find a release by its title; two titles are taken for two releases.",
    remedy: "Write the tag's title into `title`, or give the next tag the title of its record.",
    example: FindingRule.Trial(
      after: RecordTrials.text("title: Split names", version: "1.0.0")),
    nearMiss: FindingRule.Trial(after: RecordTrials.text("title: First", version: "1.0.0")))

  static let incomplete = FindingRule(
    "release/tag-incomplete", "Tag without an object, a title or a signature", severity: nil,
    rationale: """
      A lightweight tag has no date, no author and nothing to sign: who moved it cannot be told. A \
      title that names the version says what the tag is without a look at its name.
      """,
    remedy: "Make the tag by `git tag -s -m 'v1.1.0 Split names' v1.1.0`.",
    example: FindingRule.Trial(after: RecordTrials.text("", version: "1.0.0")),
    nearMiss: RecordTrials.record(""))

  static let moved = FindingRule(
    "release/tag-moved", "Tag that moved", severity: .error,
    rationale: """
      The record holds the id of the tag as it was made. Another object under the same name means \
      that what people installed as this release is no longer what the name stands for.
      """,
    remedy: """
      Put the tag back to the object that was recorded, and release what it was moved to under a \
      version of its own.
      """,
    example: FindingRule.Trial(
      after: RecordTrials.text(
        "tag: {name: v1.0.0, object: 0000000000000000000000000000000000000000}",
        version: "1.0.0")),
    nearMiss: FindingRule.Trial(after: RecordTrials.text("", version: "1.0.0")))

  static let rules = [versionContradicted, titleContradicted, incomplete, moved]

  /// What is found of a range: in the folder of its release, and in those of others that it
  /// touches.
  static func facts(in scene: ReleaseScene, _ folder: ReleaseFolder?) -> [ReleaseFact] {
    let touched = Set(scene.deltas.compactMap(\.after))
    var facts: [ReleaseFact] = []
    for path in ReleaseFolder.folders(below: scene.folder, in: scene.after) {
      let other = path == folder?.path ? folder : ReleaseFolder(path, in: scene.after)
      guard let other, let record = other.value else { continue }
      let ground = RecordGround(scene: scene, folder: other, record: record)
      facts += movedTags(ground)
      guard path == folder?.path || touched.contains(other.recordPath) else { continue }
      facts += version(ground) + tag(ground)
    }
    return facts
  }

  private static func version(_ ground: RecordGround) -> [ReleaseFact] {
    let stated = ground.record.version
    let version = ReleaseVersion(tag: stated.value)
    let named = ReleaseFolder.version(of: ground.folder.path)
    if let named, version?.numbers != named.numbers || version?.preRelease != named.preRelease {
      let name = ReleaseFolder.name(of: ground.folder.path)
      return [
        ground.fact(
          versionContradicted,
          "the version '\(stated.value)' was stated in the folder '\(name)'", at: stated.range,
          stated.value)
      ]
    }
    guard let released = ground.scene.released, named == nil,
      released.version.numbers != version?.numbers
    else { return [] }
    return [
      ground.fact(
        versionContradicted,
        "the version '\(stated.value)' was stated in the release that is tagged '\(released.tag)'",
        at: stated.range, "\(stated.value) \(released.tag)")
    ]
  }

  /// The release that a folder is about, if it is tagged.
  static func release(
    of folder: RepositoryPath, in scene: ReleaseScene
  ) -> ReleaseScene.PastRelease? {
    guard let version = ReleaseFolder.version(of: folder) else { return nil }
    return (scene.releases + [scene.released].compactMap(\.self)).last {
      $0.version.numbers == version.numbers && $0.version.preRelease == version.preRelease
    }
  }

  private static func tag(_ ground: RecordGround) -> [ReleaseFact] {
    guard let release = release(of: ground.folder.path, in: ground.scene) else { return [] }
    let range = ground.record.version.range
    var facts: [ReleaseFact] = []
    func lack(_ what: String) {
      facts.append(
        ground.fact(
          incomplete, "the tag '\(release.tag)' \(what)", at: range, of: release.tag, what))
    }
    if !release.isAnnotated {
      lack("was made without an object of its own")
    } else if release.title?.contains(release.version.text) != true {
      lack("was made without its version in its title")
    }
    if ground.scene.terms.isTagSigned, !release.isSigned { lack("was not signed") }
    if let title = ground.record.title, let tagged = release.title,
      Name(tagged) != Name(title.value), !tagged.contains(title.value)
    {
      facts.append(
        ground.fact(
          titleContradicted,
          "the title '\(title.value)' was stated, and the tag '\(release.tag)' has '\(tagged)'",
          at: title.range, of: release.tag, "\(title.value) \(tagged)"))
    }
    return facts
  }

  private static func movedTags(_ ground: RecordGround) -> [ReleaseFact] {
    guard let tag = ground.record.tag,
      let release = (ground.scene.releases + [ground.scene.released].compactMap(\.self))
        .first(where: { $0.tag == tag.name.value }),
      Name(release.object) != Name(tag.object.value).asciiLowercased
    else { return [] }
    return [
      ground.fact(
        moved,
        "the tag '\(release.tag)' is '\(release.object)', and '\(tag.object.value)' was recorded",
        at: tag.object.range, of: release.tag, "\(release.object) \(tag.object.value)")
    ]
  }
}
