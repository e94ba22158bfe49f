// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Synchronization

/// A request body on its way, which notices when it is taken and can be brought to an end.
///
/// The HTTP client takes it when a connection stands and the head is on its way, not before. It draws from it in a task of
/// its own, which it does not cancel when the request has ended: ``end()`` does, so that nobody waits for a next chunk
/// that nobody needs.
final class StreamedBody: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let body: StreamedBody
        fileprivate let draw: @Sendable () async throws -> ArraySlice<UInt8>?

        mutating func next() async throws -> ByteBuffer? {
            try await body.next(draw)
        }
    }

    private struct State {
        var wasTaken = false
        var isOver = false
        var drawing: Task<ArraySlice<UInt8>?, any Error>?
        var failure: (any Error)?
    }

    private let body: RequestBody
    private let state = Mutex(State())

    init(_ body: RequestBody) {
        self.body = body
    }

    /// The number of bytes, where it is known.
    var length: Int? { body.length }

    /// Whether any of it may have left this process.
    var wasTaken: Bool {
        state.withLock { $0.wasTaken }
    }

    /// What the body itself threw.
    var failure: (any Error)? {
        state.withLock { $0.failure }
    }

    /// No more of it is needed. Who draws from it now is cancelled.
    func end() {
        state.withLock { state in
            state.isOver = true
            state.drawing?.cancel()
        }
    }

    func makeAsyncIterator() -> AsyncIterator {
        state.withLock { $0.wasTaken = true }
        return AsyncIterator(body: self, draw: body.makeAsyncIterator().draw)
    }

    private func next(_ draw: @escaping @Sendable () async throws -> ArraySlice<UInt8>?) async throws -> ByteBuffer? {
        let drawing = try state.withLock { state in
            guard !state.isOver else { throw CancellationError() }
            let drawing = Task { try await draw() }
            state.drawing = drawing
            return drawing
        }
        let chunk = await drawing.result
        state.withLock { state in
            state.drawing = nil
            if case .failure(let error) = chunk, !state.isOver { state.failure = error }
        }
        return try chunk.get().map { ByteBuffer(bytes: $0) }
    }
}
