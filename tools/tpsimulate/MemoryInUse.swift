// SPDX-License-Identifier: Apache-2.0

import Foundation

/// How much memory this process has in use.
struct MemoryInUse {
    /// Bytes that were asked for on the heap and not given back.
    var heap: Int
    /// Bytes of the process that are in memory and its own: heap, stacks and what else there is.
    var resident: Int

    /// As it is now; nothing where the system does not tell.
    static var now: MemoryInUse {
        #if os(Linux)
            MemoryInUse(heap: heapBytes ?? 0, resident: residentBytes ?? 0)
        #else
            var counts = malloc_statistics_t()
            malloc_zone_statistics(nil, &counts)
            return MemoryInUse(heap: counts.size_in_use, resident: counts.size_allocated)
        #endif
    }

    #if os(Linux)
        /// By what `malloc_info` (3) of the C library tells: what it has of the system, less what is free of it.
        private static var heapBytes: Int? {
            typealias Information = @convention(c) (CInt, UnsafeMutablePointer<FILE>?) -> CInt
            guard let symbol = dlsym(nil, "malloc_info") else { return nil }
            var text: UnsafeMutablePointer<CChar>?
            var length = 0
            guard let stream = open_memstream(&text, &length) else { return nil }
            let code = unsafeBitCast(symbol, to: Information.self)(0, stream)
            fclose(stream)
            defer { free(text) }
            guard code == 0, let text else { return nil }
            // Each heap by itself comes first, and then all of them together.
            guard let total = String(cString: text).components(separatedBy: "</heap>").last,
                let system = bytes(of: "system type=\"current\"", in: total),
                let fast = bytes(of: "total type=\"fast\"", in: total),
                let rest = bytes(of: "total type=\"rest\"", in: total),
                let mapped = bytes(of: "total type=\"mmap\"", in: total)
            else { return nil }
            return system - fast - rest + mapped
        }

        private static func bytes(of element: String, in text: String) -> Int? {
            text.firstRange(of: "<" + element).flatMap { start in
                text[start.upperBound...].firstRange(of: "size=\"").flatMap { size in
                    Int(text[size.upperBound...].prefix { $0 != "\"" })
                }
            }
        }

        /// By proc(5), in kB.
        private static var residentBytes: Int? {
            let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)
            let line = status?.split(separator: "\n").first { $0.hasPrefix("RssAnon:") }
            return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }.map { $0 * 1024 }
        }
    #endif
}
