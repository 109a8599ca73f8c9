internal import CGit2

extension Repository {
  /// The signature of a commit in its armor and what it was made of, which is the commit without it;
  /// nil if the commit is not signed.
  ///
  /// As `git verify-commit` takes them apart in a repository of SHA-1 ids: a signature of the
  /// commit's SHA-256 form (`gpgsig-sha256`) is in neither.
  package func signedPayload(
    of commit: ObjectID
  ) throws(GitError) -> (signature: [UInt8], payload: [UInt8])? {
    let object = try object(commit)
    guard object.type == GIT_OBJECT_COMMIT else { throw GitError(.damagedObject(commit)) }
    var signature: [UInt8] = []
    var payload: [UInt8] = []
    var rest = object.bytes[...]
    var part = HeaderPart.payload
    while let first = rest.first, first != 0x0A {
      let line = rest.prefix { $0 != 0x0A }
      let next = rest[line.endIndex...].dropFirst()
      let lineWithEnd = rest[..<next.startIndex]
      rest = next
      if first == UInt8(ascii: " ") {
        if part == .signature { signature += lineWithEnd.dropFirst() }
      } else {
        part = HeaderPart(of: line)
        if part == .signature { signature += lineWithEnd.dropFirst("gpgsig ".utf8.count) }
      }
      if part == .payload { payload += lineWithEnd }
    }
    payload += rest
    return signature.isEmpty ? nil : (signature, payload)
  }
}

/// To what a line of a commit's header belongs, with the lines that continue it.
private enum HeaderPart {
  case payload, signature, otherSignature

  init(of line: Slice<UnsafeRawBufferPointer>) {
    if line.starts(with: "gpgsig ".utf8) {
      self = .signature
    } else {
      self = line.starts(with: "gpgsig".utf8) ? .otherSignature : .payload
    }
  }
}
