import Foundation

/// What this process has open, by what Linux says of it. Elsewhere it is not known, and nothing is found.
enum OpenDescriptors {
    /// The files that are open in a folder.
    static func files(below folder: URL) throws -> [String] {
        try targets().filter { $0.hasPrefix(folder.path + "/") }
    }

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
