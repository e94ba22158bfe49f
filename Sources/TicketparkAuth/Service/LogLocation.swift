// SPDX-License-Identifier: Apache-2.0

/// Where a service's audit log is.
public enum LogLocation: Hashable, Sendable {
    /// In a file, which is made if it is not there.
    case file(String)
    /// In a file that has to be there.
    case existingFile(String)

    var path: String {
        switch self {
        case .file(let path), .existingFile(let path): path
        }
    }
}
