// SPDX-License-Identifier: Apache-2.0

public import AuditLog

/// That a session can serve its callers better or worse than before.
public struct HealthChange: Hashable, Sendable {
    /// Which session.
    public let session: SessionLabel
    /// How it stands now. Of a change in the seconds left alone, nobody is told.
    public let health: SessionHealth
    /// Whether it stands so because somebody signed out.
    let isOfSignOut: Bool
}
