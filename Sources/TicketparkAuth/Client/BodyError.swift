// SPDX-License-Identifier: Apache-2.0

/// Why a body cannot be read as it was asked for.
public enum BodyError: Error, Hashable, Sendable {
    /// Another task reads it at this moment.
    case isBeingRead
    /// It can be read once, and was.
    case wasRead
    /// It is longer than so many bytes. The rest was not read.
    case tooLong(limit: Int)
}

extension BodyError: CustomStringConvertible {
    /// One line.
    public var description: String {
        switch self {
        case .isBeingRead: "another task is reading this body"
        case .wasRead: "this body can be read once, and was"
        case .tooLong(let limit): "the body is longer than \(limit) bytes"
        }
    }
}
