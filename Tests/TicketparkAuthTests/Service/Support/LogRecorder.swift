// SPDX-License-Identifier: Apache-2.0

import Foundation
import InMemoryTracing
import Logging
import Synchronization
import Tracing

/// Keeps every log line with all of its metadata, and tells who waits for one that it has come.
final class LogRecorder: Sendable {
    private struct Content {
        var lines: [String] = []
        var watchers: [(text: String, continuation: AsyncStream<Never>.Continuation)] = []
    }

    private let content = Mutex(Content())
    private let provider: Logger.MetadataProvider?

    /// - Parameter traces: Whether each line tells the trace that it is a part of.
    init(traces: Bool = false) {
        provider = traces ? Logger.MetadataProvider { ServiceContext.current?.traceMetadata ?? [:] } : nil
    }

    /// All lines so far: level, message, and metadata in the order of its keys.
    var lines: [String] { content.withLock { $0.lines } }

    /// A logger that writes here, at every level.
    var logger: Logger {
        var logger = Logger(
            label: "test", factory: { [provider] _ in Handler(recorder: self, metadataProvider: provider) })
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
        var metadataProvider: Logger.MetadataProvider?

        init(recorder: LogRecorder, metadataProvider: Logger.MetadataProvider?) {
            self.recorder = recorder
            self.metadataProvider = metadataProvider
        }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = metadata.merging(metadataProvider?.get() ?? [:]) { $1 }.merging(event.metadata ?? [:]) { $1 }
            let fields = all.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            let cause = event.error.map { " error=\($0)" } ?? ""
            recorder.take("\(event.level) \(event.message) \(fields.joined(separator: " "))\(cause)")
        }
    }
}

extension ServiceContext {
    fileprivate var traceMetadata: Logger.Metadata {
        inMemorySpanContext.map { ["trace": "\($0.traceID)"] } ?? [:]
    }
}
