// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A `Retry-After` header (RFC 9110 section 10.2.3), in either of its two forms.
public enum RetryAfter: Sendable, Hashable {
    /// A number of seconds.
    case seconds(Int)
    /// An HTTP date that lies so many seconds after the answer.
    case date(inSeconds: Int)

    func header(at now: Date) -> String {
        switch self {
        case .seconds(let seconds): String(seconds)
        case .date(let seconds): HTTPDate.text(of: now.addingTimeInterval(Double(seconds)))
        }
    }
}
