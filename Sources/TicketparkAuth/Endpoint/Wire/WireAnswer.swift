// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1
import TokenMachine

/// What came back over HTTP.
struct WireAnswer: Sendable {
    /// What is there of the body.
    enum Body: Sendable {
        /// All of it.
        case complete(ByteBuffer)
        /// More than was asked for; the rest was not read.
        case tooLong
        /// The connection broke, or time ran out, or what it was packed in could not be undone: in the middle of it, or
        /// after it without saying that this was all.
        case broken(FaultKind, ByteBuffer)

        /// What was wrong with it, in a word.
        var failure: String? {
            switch self {
            case .complete: nil
            case .tooLong: "tooLong"
            case .broken(let kind, _): "\(kind)"
            }
        }
    }

    var status: UInt16
    var headers: HTTPHeaders
    var body: Body
}
