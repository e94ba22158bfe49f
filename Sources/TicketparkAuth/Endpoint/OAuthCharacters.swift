// SPDX-License-Identifier: Apache-2.0

/// The character sets of RFC 6749 appendix A and RFC 6750 section 2.1.
enum OAuthCharacters {
    /// The longest token that is taken. The RFC names no limit; no server in use comes near this one.
    static let longestToken = 16 * 1024

    /// Whether `text` may stand in an `Authorization: Bearer` header: `1*(ALPHA / DIGIT / -._~+/) *"="`.
    ///
    /// It also keeps CR, LF and NUL out of that header.
    static func isBearerToken(_ text: String) -> Bool {
        let body = text.utf8.reversed().drop { $0 == UInt8(ascii: "=") }
        return !body.isEmpty && text.utf8.count <= longestToken
            && body.allSatisfy { byte in
                PercentEncoding.isUnreserved(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "/")
            }
    }

    /// Whether `text` is a refresh token: `1*VSCHAR` (RFC 6749 appendix A.17).
    static func isRefreshToken(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= longestToken && text.utf8.allSatisfy { 0x20...0x7E ~= $0 }
    }

    /// Whether `text` is an error code (RFC 6749 appendix A.7): at most 64 visible characters or spaces.
    static func isErrorCode(_ text: String) -> Bool {
        1...64 ~= text.utf8.count && text.utf8.allSatisfy { $0 == 0x20 || isScopeCharacter($0) }
    }

    /// Whether `byte` may stand in a scope token (RFC 6749 appendix A.4).
    static func isScopeCharacter(_ byte: UInt8) -> Bool {
        byte == 0x21 || 0x23...0x5B ~= byte || 0x5D...0x7E ~= byte
    }
}
