import Markdown
import ReleaseModel
import ReleaseRecords
import SourceModel

/// Where a document answers what its kind must answer.
struct QuestionSearch {
  private let document: ReleaseDocument
  /// The first section of each heading.
  private let sections: [[String]: Int]
  /// The words of each section's heading.
  private let words: [Set<String>]

  /// The headings of the template, none of which is a part of an answer.
  private let known: Set<[String]>

  init(_ document: ReleaseDocument, known: Set<[String]>) {
    self.document = document
    self.known = known
    let headings = document.sections.map { Words.of($0.title) }
    words = headings.map { Set($0.map(QuestionSearch.stem)) }
    sections = Dictionary(
      zip(headings, headings.indices), uniquingKeysWith: { first, _ in first })
  }

  /// What was written below a question.
  struct Answer {
    let blocks: [MarkdownDocument.Block]
    let range: SourceRange
  }

  /// The answer to a question: below its heading, or one that has most of its words, or behind its
  /// text in a list; nil if the question is not there.
  func answer(to question: String) -> Answer? {
    let asked = Words.of(question).filter { $0 != "optional" }
    if let section = section(asked) {
      return Answer(blocks: section.blocks + following(section), range: section.range)
    }
    // A short heading may stand at the begin of any item.
    return asked.count >= 4 ? listed(asked) : nil
  }

  /// What stands behind a section that holds nothing, below headings of its level or deeper that the
  /// template does not have: parts of the answer that should be a level deeper.
  private func following(
    _ section: MarkdownDocument.Section
  ) -> ArraySlice<MarkdownDocument.Block> {
    guard section.blocks.allSatisfy({ $0.kind == .comment }),
      let end = document.markdown.blocks.firstIndex(where: {
        $0.range.lower >= section.range.upper && $0.kind != .comment
      })
    else { return [] }
    return document.markdown.blocks[end...].prefix { block in
      guard case .heading(let level) = block.kind else { return true }
      return level >= section.level && !known.contains(Words.of(block.text))
    }
  }

  private func section(_ asked: [String]) -> MarkdownDocument.Section? {
    if let index = sections[asked] { return document.sections[index] }
    let wanted = Set(asked.map(QuestionSearch.stem))
    let near = words.indices.map { index -> (share: Double, index: Int) in
      let common = words[index].intersection(wanted).count
      let all = words[index].count + wanted.count - common
      return (all == 0 ? 0 : Double(common) / Double(all), index)
    }
    guard let best = near.max(by: { $0.share < $1.share }), best.share >= 0.7 else { return nil }
    return document.sections[best.index]
  }

  /// Whether a text begins with a word in lower case: a cheap look before all its words are read.
  private static func opens(_ text: String, with word: String) -> Bool {
    let bytes = text.utf8.drop { !Words.isWord($0) }.prefix(word.utf8.count)
    return bytes.elementsEqual(word.utf8) { $0 | 0x20 == $1 | 0x20 }
  }

  /// A word in the singular, roughly.
  private static func stem(_ word: String) -> String {
    word.count > 3 && word.utf8.last == UInt8(ascii: "s") ? String(word.dropLast()) : word
  }

  /// The answer behind a question that stands in an item, as older documents have them.
  private func listed(_ asked: [String]) -> Answer? {
    let blocks = document.markdown.blocks
    let begin = asked.prefix(10)
    guard
      let index = blocks.firstIndex(where: { block in
        switch block.kind {
        case .item, .paragraph:
          QuestionSearch.opens(block.text, with: asked[0])
            && Words.of(block.text).starts(with: begin)
        default: false
        }
      })
    else { return nil }
    let block = blocks[index]
    var rest = block.text[...]
    if let mark = rest.firstIndex(of: "?") { rest = rest[rest.index(after: mark)...] }
    let behind = MarkdownDocument.Block(
      .paragraph, String(rest), depth: block.depth, line: block.line, range: block.range,
      pointers: block.pointers)
    let following = blocks[(index + 1)...].prefix { next in
      if case .heading = next.kind { return false }
      return next.depth > block.depth
        || (next.depth == block.depth && !next.text.hasSuffix("?")
          && next.kind != block.kind)
    }
    return Answer(blocks: [behind] + following, range: block.range)
  }
}

/// What documents of a kind that a pack describes leave unanswered.
struct ProfileQuestions {
  let profile: DocumentProfile
  let template: DocumentTemplate

  /// What is missing from a document, or says nothing.
  func facts(of profiled: ProfiledDocument, _ document: ReleaseDocument) -> [ReleaseFact] {
    let search = QuestionSearch(document, known: template.headings)
    var told: Set<String> = []
    return profile.sections.filter { profiled.fulfills($0.condition) }.flatMap { rule in
      let questions = rule.headings + rule.below.flatMap(template.questions)
      var reading = AnswerReading()
      reading.takesBrackets = false
      reading.isOfThePast = rule.isOfThePast
      reading.template = template.texts
      return questions.flatMap { question in
        facts(question, search.answer(to: question), reading, document).filter { fact in
          told.insert("\(fact.rule.id) \(question) \(fact.place?.line ?? 0)").inserted
        }
      }
    }
  }

  private func facts(
    _ question: String, _ answer: QuestionSearch.Answer?, _ reading: AnswerReading,
    _ document: ReleaseDocument
  ) -> [ReleaseFact] {
    guard let answer else {
      return [
        document.fact(
          DocumentSections.missing, "'\(question)' was not asked", element: question,
          at: document.sections.first?.range ?? SourceRange(0, 0),
          remedy: "Add the heading '\(question)', and answer it.")
      ]
    }
    let fault = answer.blocks.lazy.compactMap { block -> ReleaseFact? in
      guard let fault = reading.fault(of: block),
        !template.texts.contains(AnswerReading.canonical(block))
      else { return nil }
      return self.fact(fault, question, block, document)
    }.first
    if let fault { return [fault] }
    switch reading.substance(of: answer.blocks) {
    case .none:
      return [
        document.fact(
          DocumentSections.empty, "'\(question)' was not answered", element: question,
          at: answer.range)
      ]
    case .thin:
      return [
        document.fact(
          DocumentSections.thin, "'\(question)' was answered in a word or two", element: question,
          at: answer.range)
      ]
    case .full: return []
    }
  }

  private func fact(
    _ fault: AnswerFault, _ question: String, _ block: MarkdownDocument.Block,
    _ document: ReleaseDocument
  ) -> ReleaseFact {
    switch fault {
    case .placeholder(let words):
      document.fact(
        UnansweredQuestions.placeholder, "'\(question)' was answered with '\(words)'",
        element: question, at: block.range)
    case .unreasoned(let text):
      document.fact(
        UnansweredQuestions.unreasoned,
        "'\(question)' was answered with '\(text.shortened)', without a reason",
        element: question, at: block.range)
    case .future(let words):
      document.fact(
        UnansweredQuestions.future,
        "'\(question)' was answered with what is still to come: '\(words)'",
        element: question, at: block.range)
    }
  }
}
