import SourceModel
import TestSupport

/// Edits of what is announced about operations, parameters, headers and properties.
extension EditMaker {
  mutating func editLifecycle(_ spot: Spot, _ element: DataValue, _ reach: Reach) {
    if element.isSet("deprecated") {
      edit("deprecation-withdrawn", undoneBy: "element-deprecated", at: spot, reach) {
        $0["deprecated"] = nil
        $0["x-sunset"] = nil
      }
      editSunset(spot, element, reach)
    } else {
      edit("element-deprecated", undoneBy: "deprecation-withdrawn", at: spot, reach) {
        $0["deprecated"] = .bool(true)
      }
    }
    if element["x-stability-level"] != nil {
      edit("stability-raised", undoneBy: "stability-lowered-from-stable", at: spot, reach) {
        $0["x-stability-level"] = nil
      }
      edit("stability-lowered-below-stable", undoneBy: "stability-raised", at: spot, reach) {
        $0["x-stability-level"] = .string("alpha")
      }
    } else {
      edit("stability-lowered-from-stable", undoneBy: "stability-raised", at: spot, reach) {
        $0["x-stability-level"] = .string("beta")
      }
    }
  }

  private mutating func editSunset(_ spot: Spot, _ element: DataValue, _ reach: Reach) {
    guard element["x-sunset"] != nil else { return }
    edit("sunset-deleted", undoneBy: "sunset-announced", at: spot, reach) { $0["x-sunset"] = nil }
    edit("sunset-moved-earlier", undoneBy: "sunset-moved-later", at: spot, reach) {
      $0["x-sunset"] = .string("2027-02-28")
    }
    edit("sunset-moved-later", undoneBy: "sunset-moved-earlier", at: spot, reach) {
      $0["x-sunset"] = .string("2031-02-28")
    }
  }
}
