// SPDX-License-Identifier: Apache-2.0

/// The three writes of a refresh, in the server's order. They are no transaction, so that a crash between two of
/// them leaves what stands here.
public enum RotationStep: Int, Sendable, Hashable, CaseIterable, Comparable {
    /// After it the old refresh token still works, and nobody has the new access token.
    case insertAccessToken
    /// After it the old and the new refresh token both work.
    case insertRefreshToken
    /// After it the new refresh token alone works.
    case deleteOldRefreshToken

    /// Earlier steps are less than later ones.
    public static func < (left: RotationStep, right: RotationStep) -> Bool { left.rawValue < right.rawValue }
}
