// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// A log whose key is not as it was: nothing is written, nothing is lost.
@Suite struct KeyFileTests {
    /// What happens to the key, and what is said of it.
    enum Damage: String, CaseIterable, Sendable {
        case missing, tooShort, noHex, exposed, wrong, folder, signingKeyMissing

        var says: String {
            switch self {
            case .missing, .signingKeyMissing: "no key at"
            case .tooShort: "62 hexadecimal digits where 64 are needed"
            case .noHex: "it is not 64 hexadecimal digits"
            case .exposed: "chmod 600"
            case .wrong: "is not the one of"
            case .folder: "it is a folder"
            }
        }

        func happen(to key: URL) throws {
            let manager = FileManager.default
            switch self {
            case .missing: try manager.removeItem(at: key)
            case .signingKeyMissing: try manager.removeItem(atPath: key.path + ".sign")
            case .tooShort: try overwrite(key, with: String(repeating: "a", count: 62))
            case .noHex: try overwrite(key, with: "not a key")
            case .wrong: try overwrite(key, with: String(repeating: "ab", count: 32))
            case .exposed: try manager.setAttributes([.posixPermissions: 0o644], ofItemAtPath: key.path)
            case .folder:
                try manager.removeItem(at: key)
                try manager.createDirectory(at: key, withIntermediateDirectories: false)
            }
        }

        private func overwrite(_ key: URL, with text: String) throws {
            let handle = try FileHandle(forWritingTo: key)
            try handle.truncate(atOffset: 0)
            try handle.write(contentsOf: Data(text.utf8))
            try handle.close()
        }
    }

    @Test(arguments: Damage.allCases)
    func `a key that cannot be used is named, and the log stays as it is`(_ damage: Damage) async throws {
        try await Bench.run { bench in
            try await bench.login()
            let token = try await bench.auth("token").output
            let key = bench.folder.appending(path: "auth.sqlite.key")
            let saved = bench.folder.appending(path: "saved")
            try FileManager.default.copyItem(at: key, to: saved)
            let savedSigning = bench.folder.appending(path: "saved.sign")
            try FileManager.default.copyItem(atPath: key.path + ".sign", toPath: savedSigning.path)
            try damage.happen(to: key)
            for command in ["token", "logout"] {
                let result = try await bench.auth(command)
                #expect(result.exit == 6, "\(result.error)")
                #expect(result.errorLines.count == 1 && result.error.contains(damage.says), "\(result.error)")
            }
            #expect(try await bench.auth("status").exit == 0, "a status needs no key")
            let restored = try await bench.auth("token", "--key-file", saved.path)
            #expect(restored.output == token, "\(restored.error)")
        }
    }
}
