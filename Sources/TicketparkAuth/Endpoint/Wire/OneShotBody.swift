// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Synchronization

/// A request body in one piece that notices when it is taken.
///
/// The HTTP client takes it when a connection stands and the head is on its way, not before. So a body that was never
/// taken never left: the server cannot have acted on it.
final class OneShotBody: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let body: OneShotBody

        mutating func next() async -> ByteBuffer? {
            body.take()
        }
    }

    /// The number of bytes.
    let count: Int

    private let bytes: Mutex<ByteBuffer?>

    init(_ bytes: ByteBuffer) {
        count = bytes.readableBytes
        self.bytes = Mutex(bytes)
    }

    /// Whether the body may have left this process.
    var wasTaken: Bool {
        bytes.withLock { $0 == nil }
    }

    func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(body: self)
    }

    private func take() -> ByteBuffer? {
        bytes.withLock { bytes in
            defer { bytes = nil }
            return bytes
        }
    }
}
