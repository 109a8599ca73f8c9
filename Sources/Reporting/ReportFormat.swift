package import ReleaseModel

/// The ways to write a report.
package enum ReportFormat: String, Hashable, Sendable, CaseIterable {
  case text, json, markdown, sarif, junit, github, gitlab, rdjson, summary

  /// Writes a report.
  package func render(_ report: Report, view: View) -> [UInt8] {
    renderer.render(report, view: view)
  }

  private var renderer: any Renderer.Type {
    switch self {
    case .text: TextRenderer.self
    case .json: JSONRenderer.self
    case .markdown: MarkdownRenderer.self
    case .sarif: SarifRenderer.self
    case .junit: JUnitRenderer.self
    case .github: GitHubRenderer.self
    case .gitlab: GitLabRenderer.self
    case .rdjson: ReviewdogRenderer.self
    case .summary: SummaryRenderer.self
    }
  }
}
