import Foundation
import Logging
import Synchronization

/// Keeps every log line with all of its metadata, and tells who waits for one that it has come.
final class LogRecorder: Sendable {
    private struct Content {
        var lines: [String] = []
        var watchers: [(text: String, continuation: AsyncStream<Never>.Continuation)] = []
    }

    private let content = Mutex(Content())

    /// All lines so far: level, message, and metadata in the order of its keys.
    var lines: [String] { content.withLock { $0.lines } }

    /// A logger that writes here, at every level.
    var logger: Logger {
        var logger = Logger(label: "test") { _ in Handler(recorder: self) }
        logger.logLevel = .trace
        return logger
    }

    /// How many lines contain `text`.
    func count(of text: String) -> Int {
        lines.count { $0.contains(text) }
    }

    /// Returns when a line contains `text`.
    func wait(for text: String) async {
        let (stream, continuation) = AsyncStream<Never>.makeStream()
        let isThere = content.withLock { content in
            content.watchers.append((text, continuation))
            return content.lines.contains { $0.contains(text) }
        }
        if isThere { return }
        for await _ in stream {}
    }

    private func take(_ line: String) {
        let met = content.withLock { content in
            content.lines.append(line)
            return content.watchers.filter { line.contains($0.text) }
        }
        for watcher in met { watcher.continuation.finish() }
    }

    private struct Handler: LogHandler {
        let recorder: LogRecorder
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        init(recorder: LogRecorder) {
            self.recorder = recorder
        }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = metadata.merging(event.metadata ?? [:]) { $1 }
            let fields = all.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            let cause = event.error.map { " error=\($0)" } ?? ""
            recorder.take("\(event.level) \(event.message) \(fields.joined(separator: " "))\(cause)")
        }
    }
}
