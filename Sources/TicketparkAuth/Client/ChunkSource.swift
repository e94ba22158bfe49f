// SPDX-License-Identifier: Apache-2.0

/// Draws one chunk after another from a stream, for whoever asks, one at a time.
///
/// It lets go of the stream as soon as that has ended or failed, and the stream of what holds it up: a connection, a file.
actor ChunkSource<Stream: AsyncSequence & Sendable> where Stream.Element == ArraySlice<UInt8> {
    private enum Position {
        case before(Stream)
        case between(Stream.AsyncIterator)
        case drawing
        case after
    }

    private var position: Position

    init(_ stream: Stream) {
        position = .before(stream)
    }

    /// The next chunk, or `nil` after the last one.
    ///
    /// - Throws: What the stream throws; ``BodyError/isBeingRead`` while another chunk is drawn.
    func next() async throws -> ArraySlice<UInt8>? {
        guard var iterator = try takeIterator() else { return nil }
        do {
            let chunk = try await iterator.next(isolation: self)
            position = chunk == nil ? .after : .between(iterator)
            return chunk
        } catch {
            position = .after
            throw error
        }
    }

    private func takeIterator() throws(BodyError) -> Stream.AsyncIterator? {
        defer { if case .after = position {} else { position = .drawing } }
        switch position {
        case .before(let stream): return stream.makeAsyncIterator()
        case .between(let iterator): return iterator
        case .drawing: throw .isBeingRead
        case .after: return nil
        }
    }
}
