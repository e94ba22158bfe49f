// SPDX-License-Identifier: Apache-2.0

import NIOHTTP1
import TokenMachine

/// How long a server asks to wait (RFC 9110 section 10.2.3).
enum RetryAfter {
    /// The wait named by `Retry-After`: seconds, or a date.
    ///
    /// A date is reckoned from the answer's own `Date`, as the two come from one clock, or else from `now`. One that
    /// has passed asks for no wait.
    static func interval(in headers: HTTPHeaders, now: Instant) -> Interval? {
        guard let text = headers.first(name: "Retry-After") else { return nil }
        if !text.isEmpty, text.allSatisfy(\.isASCIIDigit) {
            // So many digits that they fit no number ask for for ever; the policy cuts that to its limit.
            return Int64(text).map(Interval.seconds) ?? Interval(milliseconds: .max)
        }
        guard let date = HTTPDate.parse(text, now: now) else { return nil }
        let reference = headers.first(name: "Date").flatMap { HTTPDate.parse($0, now: now) } ?? now
        return max(.zero, date - reference)
    }
}
