// SPDX-License-Identifier: Apache-2.0

import Foundation

/// An executable of this package, as it was built.
enum Tool: String {
    case tpauth, tpaudit, tpsandbox, tpboxoffice, tpcaller

    /// Where it is: beside the tests that run.
    var url: URL {
        get throws {
            // Linux runs the tests' own executable; elsewhere a helper is told where their bundle is.
            let bundles = CommandLine.arguments.filter { $0.contains(".xctest") }
            let folders = (bundles + [CommandLine.arguments.first ?? ""]).map {
                URL(filePath: $0.replacing(/\.xctest.*/, with: ".xctest")).deletingLastPathComponent()
            }
            for folder in folders {
                let url = folder.appending(path: rawValue)
                if FileManager.default.isExecutableFile(atPath: url.path) { return url }
            }
            throw Missing(tool: rawValue, folders: folders.map(\.path))
        }
    }

    /// It was not built.
    struct Missing: Error {
        var tool: String
        var folders: [String]
    }
}
