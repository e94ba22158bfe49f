// SPDX-License-Identifier: Apache-2.0

/// What becomes of a session's one timer.
public enum Wake: Hashable, Sendable, BitwiseCopyable {
    /// It goes off at that instant; one in the past means at once.
    case at(Instant)
    /// It goes off no more.
    case never

    /// The timer of a state with that deadline.
    @inlinable
    public init(deadline: Instant?) {
        self = deadline.map(Wake.at) ?? .never
    }
}
