// SPDX-License-Identifier: Apache-2.0

import Foundation

extension Bench {
    /// The program that measures the service: a process of its own for each measurement, and a log of its own.
    struct Service {
        /// The release build of `tpmeasure`.
        let tpmeasure: String
        /// The library that counts allocations.
        let counter: String

        /// Measures one thing.
        ///
        /// - Parameters:
        ///   - subject: What `tpmeasure` calls it.
        ///   - arguments: What comes after the folder.
        ///   - parent: Where the folder of the log is made. It is gone afterwards.
        func measure(_ subject: String, _ arguments: [String], in parent: String) throws -> [String: [Double]] {
            let folder = "\(parent)/\(subject)"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            return try Probe(path: tpmeasure, preloaded: counter).run([subject, folder] + arguments)
        }
    }
}
