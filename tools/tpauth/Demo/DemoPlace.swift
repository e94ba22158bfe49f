// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Where the demo leaves its log.
struct DemoPlace {
    var path: String
    /// Whether another name was taken than the one that stands in the documentation.
    var isRenamed = false

    /// The path that was asked for, else the first free one of demo.sqlite, demo-2.sqlite, …
    init(_ wish: String?) throws(Refusal) {
        if let wish {
            guard !wish.isEmpty else { throw Refusal(.usage, "--log is empty; name a file") }
            guard Self.isFree(wish) else {
                throw Refusal(
                    .usage,
                    "there is a log or a key of one at \(wish) already, and the demo begins a new one; "
                        + "name another file with --log")
            }
            path = wish
            return
        }
        let names = ["demo.sqlite"] + (2...999).map { "demo-\($0).sqlite" }
        guard let name = names.first(where: Self.isFree) else {
            throw Refusal(.usage, "this folder is full of demos; name another file with --log")
        }
        path = name
        isRenamed = name != names[0]
    }

    var keyPath: String { path + ".key" }

    private static func isFree(_ path: String) -> Bool {
        ["", "-wal", ".key", ".key.sign"].allSatisfy { !FileManager.default.fileExists(atPath: path + $0) }
    }
}
