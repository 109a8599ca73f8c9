import Glibc

/// Runs two pieces of work at the same time, the first on a thread of its own.
///
/// The thread has a stack of 64 MiB, of which only what is used takes memory, so that documents are
/// read as deep as their limits allow. If the system gives no thread, the work is done one after
/// the other.
func inParallel<First, Second>(
  _ first: () -> First, _ second: () -> Second
) -> (First, Second) {
  var result: First?
  let other = withoutActuallyEscaping(first) { first in
    withUnsafeMutablePointer(to: &result) { result in
      var work = Work { result.pointee = first() }
      return withUnsafeMutablePointer(to: &work) { work in
        let thread = start(work)
        let other = second()
        if let thread { pthread_join(thread, nil) } else { work.pointee.run() }
        return other
      }
    }
  }
  guard let result else { preconditionFailure("the work was not done") }
  return (result, other)
}

private struct Work {
  let run: () -> Void
}

private func start(_ work: UnsafeMutablePointer<Work>) -> pthread_t? {
  let attributes = UnsafeMutablePointer<pthread_attr_t>.allocate(capacity: 1)
  defer { attributes.deallocate() }
  guard pthread_attr_init(attributes) == 0 else { return nil }
  defer { pthread_attr_destroy(attributes) }
  pthread_attr_setstacksize(attributes, 64 << 20)
  var thread: pthread_t = 0
  let code = pthread_create(
    &thread, attributes,
    { work in
      work?.assumingMemoryBound(to: Work.self).pointee.run()
      return nil
    }, work)
  return code == 0 ? thread : nil
}
