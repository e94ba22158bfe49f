// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What this process has open, by what Linux says of it. Elsewhere it is not known, and nothing is found.
enum OpenDescriptors {
    /// The files that are open in a folder.
    static func files(below folder: URL) throws -> [String] {
        try targets().filter { $0.hasPrefix(folder.path + "/") }
    }

    /// The sockets that are connected to a port.
    static func connections(toPort port: Int) throws -> [Substring] {
        #if os(Linux)
            let own = Set(try targets())
            let suffix = ":" + String(port, radix: 16, uppercase: true)
            return ["/proc/self/net/tcp", "/proc/self/net/tcp6"].flatMap { table in
                text(ofFile: table).split(separator: "\n").dropFirst().compactMap {
                    row in
                    // Its number, its own address, the other one's, its state, and further on the socket.
                    let columns = row.split(separator: " ")
                    guard columns.count > 9, columns[2].hasSuffix(suffix), own.contains("socket:[\(columns[9])]") else {
                        return nil
                    }
                    return columns[9]
                }
            }
        #else
            return []
        #endif
    }

    /// Whether all connections to a port are closed in a moment. They say farewell first, which nobody waits for; and a
    /// connection that is not closed at all lasts for half a minute.
    static func areConnectionsClosed(toPort port: Int) async throws -> Bool {
        let end = ContinuousClock.now + .seconds(10)
        while try !connections(toPort: port).isEmpty {
            guard ContinuousClock.now < end else { return false }
            await Task.yield()
        }
        return true
    }

    #if os(Linux)
        /// Linux gives such a file piece by piece, which Foundation takes for its end.
        private static func text(ofFile path: String) -> String {
            guard let file = fopen(path, "r") else { return "" }
            defer { fclose(file) }
            var bytes: [UInt8] = []
            var piece = [UInt8](repeating: 0, count: 4096)
            while case let count = fread(&piece, 1, piece.count, file), count > 0 { bytes += piece.prefix(count) }
            return String(decoding: bytes, as: UTF8.self)
        }
    #endif

    private static func targets() throws -> [String] {
        #if os(Linux)
            let descriptors = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
            // One of them may have been closed meanwhile.
            return descriptors.compactMap {
                try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/" + $0)
            }
        #else
            return []
        #endif
    }
}
