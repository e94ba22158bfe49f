// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Synchronization
import TokenMachine

/// Copies of one published access token for threads that read it at the same time, each with a lock and a text of its
/// own: two threads would fight over the reference count of a text that they share, more than over a lock.
final class TokenCopies: Sendable {
    /// What a copy was made of.
    struct Content {
        var token: AccessToken?
        /// From this instant on the token is not read any more.
        var limit = Instant.distantPast
        /// Which publication this was. What was published last is the only one that counts.
        var edition: UInt64 = 0
    }

    private struct Copy: ~Copyable {
        let content = Mutex(Content())
        /// Keeps the next copy out of this one's cache line.
        let distance: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0, 0, 0, 0)
    }

    // The pointer never changes, and what it points to is only touched under the locks in there.
    private nonisolated(unsafe) let copies: UnsafeMutablePointer<Copy>

    /// How many there are: a power of two. Threads beyond that share them.
    private static let count = 8

    init() {
        copies = .allocate(capacity: TokenCopies.count)
        for index in 0..<TokenCopies.count { (copies + index).initialize(to: Copy()) }
    }

    deinit {
        copies.deinitialize(count: TokenCopies.count)
        copies.deallocate()
    }

    /// The token, if it may be handed out at `now`, from the copy of this thread.
    ///
    /// - Parameters:
    ///   - edition: Which publication it has to be of.
    ///   - published: Tells what was published last, where the copy is of an older publication.
    func usableToken(at now: Instant, edition: UInt64, published: () -> Content) -> AccessToken? {
        copies[ThreadNumber.current & (TokenCopies.count - 1)].content.withLock { content in
            if content.edition != edition {
                content = published()
                content.token = content.token?.withTextOfItsOwn
            }
            return now < content.limit ? content.token : nil
        }
    }

    /// Lets go of all copies.
    func clear() {
        for index in 0..<TokenCopies.count { copies[index].content.withLock { $0 = Content() } }
    }
}

extension AccessToken {
    /// The same token, which shares no memory with this one.
    fileprivate var withTextOfItsOwn: AccessToken {
        AccessToken(ref: ref, secret: secret.duplicate(), hardStop: hardStop)
    }
}
