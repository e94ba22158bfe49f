// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A unit of systemd, as it lies in the repository.
struct Unit {
    /// Its text, with the places of a machine that is set up replaced by those of a test.
    let text: String

    /// - Parameter places: What stands for each place.
    init(_ name: String, places: [(String, String)] = []) throws {
        text = try places.reduce(Repository.text("tools/operations/" + name)) { $0.replacing($1.0, with: $1.1) }
    }

    /// What is said for a key, in its order.
    func values(_ key: String) -> [String] {
        text.split(separator: "\n").filter { $0.hasPrefix(key + "=") }.map { String($0.dropFirst(key.count + 1)) }
    }

    /// The variables that it sets.
    var environment: [String: String] {
        Dictionary(
            values("Environment").map { pair in
                let parts = pair.split(separator: "=", maxSplits: 1)
                return (String(parts[0]), String(parts[1]))
            }
        ) { $1 }
    }

    /// The names of its credentials.
    var credentials: [String] { values("LoadCredentialEncrypted").map { String($0.prefix { $0 != ":" }) } }

    /// What it runs, for a shell.
    var commands: [String] { values("ExecStart").map { $0.replacing("%%", with: "%") } }
}
