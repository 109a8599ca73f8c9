import FormatKit
import SourceModel
import TestSupport
import Testing

@testable import ReleaseChecks

@Suite("What manifests run")
struct DeployedObjectsTests {
  private func read(_ text: String) -> [String] {
    let deployed = DeployedObjects(in: ExampleTree("-- file: k8s/api.yaml\n" + text))
    return deployed.objects.map { "\($0.line): \($0.kind)/\($0.name)" }
      + deployed.images.map { "\($0.line): \($0.reference)" }
  }

  @Test("Block and flow style say the same, in any order of keys")
  func styles() {
    let block = """
      metadata:
        labels: {name: other}
        name: api
      kind: Deployment
      spec:
        containers:
          - image: "shop/api:2.5.0"

      """
    #expect(read(block) == ["3: deployment/api", "7: shop/api:2.5.0"])
    let flow = """
      kind: Deployment
      metadata: {name: api, labels: {name: other}}
      spec: {containers: [{name: api, image: "shop/api:2.5.0"}]}
      ---
      {"kind": "Service", "metadata": {"name": "edge"}}

      """
    #expect(read(flow) == ["2: deployment/api", "5: service/edge", "3: shop/api:2.5.0"])
  }

  @Test("A list has the objects of its items")
  func lists() {
    let text = """
      kind: List
      items:
        - {kind: Service, metadata: {name: edge}}
        - {kind: Deployment, metadata: {name: api}}

      """
    #expect(read(text) == ["3: service/edge", "4: deployment/api"])
  }

  @Test("Templates and damaged files are read by line; what is filled in does not count")
  func templates() {
    let template = """
      kind: Deployment
      metadata:
        name: api
      {{- if .Values.on }}
      spec:
        image: shop/api:{{ .Values.tag }}
        - image: shop/side:1.0
      {{- end }}

      """
    #expect(read(template) == ["3: deployment/api", "7: shop/side:1.0"])
    #expect(read("kind: Service\nmetadata:\n  name: edge\n]\n") == ["3: service/edge"])
    #expect(read("image: shop/api:${TAG}\n") == [])
  }
}
