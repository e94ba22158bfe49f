// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// What a request carries, chunk by chunk: bytes, a stream that can be had again, or one that cannot.
///
/// Whether it can be had again decides whether a request is replayed after its token was refused.
public struct RequestBody: AsyncSequence, Sendable {
    /// A part of the body.
    public typealias Element = ArraySlice<UInt8>

    /// The number of bytes, where it is known. A body of unknown length is sent in chunks (RFC 9112 section 7.1).
    public let length: Int?
    /// Whether the body can be had from its beginning once more.
    public let canBeReplayed: Bool

    private let start: @Sendable () -> @Sendable () async throws -> ArraySlice<UInt8>?

    /// These bytes.
    public init(_ bytes: some Sequence<UInt8>) {
        let chunk = ArraySlice(bytes)
        self.init(length: chunk.count) {
            AsyncStream { stream in
                if !chunk.isEmpty { stream.yield(chunk) }
                stream.finish()
            }
        }
    }

    /// A stream that is made anew each time that the body is sent, such as a file that is opened again.
    ///
    /// - Parameters:
    ///   - length: The number of bytes, where it is known. The request fails if the stream has another.
    ///   - makeStream: Makes the stream, from its beginning.
    public init<Stream: AsyncSequence & Sendable>(
        length: Int? = nil, _ makeStream: @escaping @Sendable () -> Stream
    ) where Stream.Element == ArraySlice<UInt8> {
        self.length = length
        canBeReplayed = true
        start = {
            let source = ChunkSource(makeStream())
            return { try await source.next() }
        }
    }

    /// A stream that is there once, such as the body of a request that is passed on. It is never sent a second time.
    ///
    /// - Parameters:
    ///   - stream: The stream.
    ///   - length: The number of bytes, where it is known. The request fails if the stream has another.
    public init<Stream: AsyncSequence & Sendable>(
        once stream: Stream, length: Int? = nil
    ) where Stream.Element == ArraySlice<UInt8> {
        self.length = length
        canBeReplayed = false
        let rest = Taken(stream)
        start = {
            guard let source = rest.take().map({ ChunkSource($0) }) else { return { throw BodyError.wasRead } }
            return { try await source.next() }
        }
    }

    /// Reads the body from its beginning, which throws ``BodyError/wasRead`` where that is over.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(draw: start())
    }

    /// Reads a body.
    public struct AsyncIterator: AsyncIteratorProtocol {
        let draw: @Sendable () async throws -> ArraySlice<UInt8>?

        /// The next chunk, or `nil` after the last one.
        public mutating func next() async throws -> ArraySlice<UInt8>? {
            try await draw()
        }
    }

    /// Something that is given away once.
    private final class Taken<Value: Sendable>: Sendable {
        private let value: Mutex<Value?>

        init(_ value: Value) {
            self.value = Mutex(value)
        }

        func take() -> Value? {
            value.withLock { value in
                defer { value = nil }
                return value
            }
        }
    }
}

extension RequestBody: CustomStringConvertible, CustomReflectable {
    /// How long the body is, nothing of its content.
    public var description: String {
        "\(length.map(String.init) ?? "an unknown number of") bytes\(canBeReplayed ? "" : ", once")"
    }

    /// The length and whether it can be had again, nothing of its content.
    public var customMirror: Mirror {
        Mirror(self, children: ["length": length as Any, "canBeReplayed": canBeReplayed])
    }
}
