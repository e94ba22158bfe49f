// SPDX-License-Identifier: Apache-2.0

/// The grant types that the sandbox tells apart when it counts and when it injects faults.
public enum GrantType: String, Sendable, Hashable, CaseIterable {
    /// `grant_type=password` (RFC 6749 section 4.3).
    case password
    /// `grant_type=refresh_token` (RFC 6749 section 6).
    case refresh = "refresh_token"
    /// Any other word, or none.
    case other

    init(parameter: String?) {
        self = parameter.flatMap(GrantType.init(rawValue:)) ?? .other
    }
}
