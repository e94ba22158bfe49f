// SPDX-License-Identifier: Apache-2.0

/// What an answer carries, chunk by chunk as it comes. It is there once: who reads it again goes on where it was left.
///
/// Who needs no more of it lets go of it, and with it of the connection. Whoever keeps it and does not read keeps the
/// connection too: a time limit ends a read, not a body that lies about.
public struct ResponseBody: AsyncSequence, Sendable {
    /// A part of the body.
    public typealias Element = ArraySlice<UInt8>

    private let draw: @Sendable () async throws -> ArraySlice<UInt8>?

    private init(draw: @escaping @Sendable () async throws -> ArraySlice<UInt8>?) {
        self.draw = draw
    }

    /// The chunks of a stream, which is let go of with the body.
    public init<Stream: AsyncSequence & Sendable>(_ stream: Stream) where Stream.Element == ArraySlice<UInt8> {
        let source = ChunkSource(stream)
        draw = { try await source.next() }
    }

    /// These bytes.
    public init(_ bytes: some Sequence<UInt8> = []) {
        let chunk = ArraySlice(bytes)
        self.init(
            AsyncStream { stream in
                if !chunk.isEmpty { stream.yield(chunk) }
                stream.finish()
            })
    }

    /// The rest of the body in one piece.
    ///
    /// - Parameter limit: The greatest number of bytes.
    /// - Throws: ``BodyError/tooLong(limit:)``, and what reading throws.
    public func collect(upTo limit: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await chunk in self {
            guard bytes.count + chunk.count <= limit else { throw BodyError.tooLong(limit: limit) }
            bytes += chunk
        }
        return bytes
    }

    /// Reads the body, on from where it was left.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(draw: draw)
    }

    /// Reads a body.
    public struct AsyncIterator: AsyncIteratorProtocol {
        let draw: @Sendable () async throws -> ArraySlice<UInt8>?

        /// The next chunk, or `nil` after the last one.
        ///
        /// - Throws: ``TransportError`` where the connection broke or the time limit has passed, and
        ///   `CancellationError`.
        public mutating func next() async throws -> ArraySlice<UInt8>? {
            try await draw()
        }
    }

    /// This body, each chunk of which is drawn by `reading`.
    func read(
        by reading:
            @escaping @Sendable (
                _ draw: @escaping @Sendable () async throws -> ArraySlice<UInt8>?
            ) async throws -> ArraySlice<UInt8>?
    ) -> ResponseBody {
        let draw = draw
        return ResponseBody { try await reading(draw) }
    }
}

extension ResponseBody: CustomStringConvertible, CustomReflectable {
    /// That there is a body, nothing of its content.
    public var description: String { "the body of an answer" }

    /// Nothing: beneath it are the request that is answered and its token.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
