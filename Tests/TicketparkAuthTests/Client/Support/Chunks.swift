// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A stream of these texts.
struct Chunks: AsyncSequence, Sendable {
    typealias Element = ArraySlice<UInt8>

    private let texts: [String]

    init(_ texts: [String]) {
        self.texts = texts
    }

    func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(rest: texts[...])
    }

    struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate var rest: ArraySlice<String>

        mutating func next() async -> ArraySlice<UInt8>? {
            rest.popFirst().map { ArraySlice($0.utf8) }
        }
    }
}

/// A stream, to be read once, of which nothing more comes before its reader is cancelled or gone.
final class SilentStream: AsyncSequence, Sendable {
    typealias Element = ArraySlice<UInt8>

    private let stream: Mutex<AsyncStream<ArraySlice<UInt8>>?>
    private let draws: AsyncStream<Void>
    private let draw: AsyncStream<Void>.Continuation
    private let ends: AsyncStream<Void>

    /// A stream that keeps silent after these texts.
    init(after texts: [String] = []) {
        let (ends, end) = AsyncStream.makeStream(of: Void.self)
        stream = Mutex(
            AsyncStream { continuation in
                continuation.onTermination = { _ in end.yield() }
                for text in texts { continuation.yield(ArraySlice(text.utf8)) }
            })
        (draws, draw) = AsyncStream.makeStream(of: Void.self)
        self.ends = ends
    }

    struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate var chunks: AsyncStream<ArraySlice<UInt8>>.AsyncIterator
        fileprivate let draw: AsyncStream<Void>.Continuation

        mutating func next() async -> ArraySlice<UInt8>? {
            draw.yield()
            return await chunks.next(isolation: #isolation)
        }
    }

    func makeAsyncIterator() -> AsyncIterator {
        // Nobody else holds it, so that it ends with its reader.
        let stream = stream.withLock { stream in
            defer { stream = nil }
            return stream
        }
        return AsyncIterator(chunks: (stream ?? AsyncStream { $0.finish() }).makeAsyncIterator(), draw: draw)
    }

    /// Returns when somebody has drawn from the stream so many times, or does.
    func waitForDraws(_ count: Int) async {
        var left = count
        for await _ in draws {
            left -= 1
            if left == 0 { return }
        }
    }

    /// Returns when who drew from the stream was cancelled, or is gone.
    func waitForEnd() async {
        for await _ in ends { return }
    }
}
