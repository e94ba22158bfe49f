// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What a log takes from outside beside its file, so that a simulation can give it other things.
public struct LogEnvironment: Sendable {
    /// The wall clock, in microseconds since the Unix epoch.
    public var wallMicroseconds: @Sendable () -> Int64
    /// That many random bytes, fit for keys.
    public var random: @Sendable (Int) -> [UInt8]
    /// The number of this process.
    public var processID: Int64
    /// The name of this program, for readers of the log.
    public var program: String
    /// How long to wait for the log's lock, in seconds.
    public var lockSeconds: Int
    /// The formats that are known.
    package var formats = LogFormats.known
    /// How often a log that is made has to have a checkpoint.
    package var cadence = CheckpointCadence.standard
    /// The kind of network file system that a folder lies on; `nil` for a local one, or where it cannot be told.
    package var networkFileSystem: @Sendable (String) -> String? = NetworkFileSystem.kind(of:)
    /// Commits the open transaction. Something else takes its place where a test needs a commit that fails.
    package var commit: @Sendable (Database) throws(SQLiteFailure) -> Void = { database throws(SQLiteFailure) in
        try database.execute("COMMIT")
    }

    /// An environment of these parts.
    public init(
        wallMicroseconds: @escaping @Sendable () -> Int64,
        random: @escaping @Sendable (Int) -> [UInt8],
        processID: Int64,
        program: String,
        lockSeconds: Int = 10
    ) {
        self.wallMicroseconds = wallMicroseconds
        self.random = random
        self.processID = processID
        self.program = program
        self.lockSeconds = lockSeconds
    }

    /// The system's clock, its random numbers, and this process.
    public static var system: LogEnvironment {
        LogEnvironment(
            wallMicroseconds: { Int64(Date().timeIntervalSince1970 * 1_000_000) },
            random: { count in
                var generator = SystemRandomNumberGenerator()
                return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
            },
            processID: Int64(ProcessInfo.processInfo.processIdentifier),
            program: ProcessInfo.processInfo.processName)
    }

    /// Makes sure that no log comes to lie where locks do not hold.
    func expectLocal(_ path: String) throws(LogError) {
        guard let kind = networkFileSystem(FilePath.folder(of: path)) else { return }
        throw .networkFileSystem(path: path, kind: kind)
    }

    func randomInteger() -> Int64 {
        random(8).reduce(0) { $0 << 8 | Int64($1) }
    }
}
