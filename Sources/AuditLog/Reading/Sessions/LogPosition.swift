// SPDX-License-Identifier: Apache-2.0

/// A place in the history of a log.
public enum LogPosition: Hashable, Sendable {
    /// Now.
    case end
    /// After the event of that seq.
    case seq(Int64)
    /// After the last event before that time by the wall clock, or at it; in microseconds since the Unix epoch.
    case wall(Int64)
}
