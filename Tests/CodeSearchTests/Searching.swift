import CodeSearch
import SourceModel

/// What a search finds, as `text:certain` or `text:possible`, in the order of the file.
func found(_ targets: [CodeQuery.Target], in path: String, _ text: String) -> [String] {
  let source = SourceText(path: RepositoryPath(unchecked: Name(path)), text)
  return CodeQuery(targets).uses(in: source).map { use in
    let word = String(decoding: source.bytes[use.location.range.indices], as: UTF8.self)
    return "\(word):\(use.certainty)"
  }
}

/// The names that most tests drop.
let column = CodeQuery.Target.column(table: "user_profiles", "avatar_url")
let table = CodeQuery.Target.table("user_profiles")
