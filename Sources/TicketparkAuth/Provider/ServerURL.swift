// SPDX-License-Identifier: Apache-2.0

/// The address of a server, checked: `https` or `http`, a host, no credentials and no fragment.
///
/// It takes nothing but the characters of RFC 3986, so that no two parsers can read two hosts in it.
public struct ServerURL: Hashable, Sendable {
    /// Whether the connection is protected by TLS.
    public let isSecure: Bool
    /// The host in lower case, an IPv6 address in its brackets.
    public let host: String
    /// The port, where one is named.
    public let port: Int?
    /// The path as written, empty where there is none.
    public let path: String
    /// The query as written, without its question mark.
    public let query: String?

    /// Reads an absolute URL.
    init(parsing text: String) throws(ProviderError.Problem) {
        guard text.utf8.allSatisfy(Self.isAllowed), Self.hasWholeTriplets(text) else { throw .illegalCharacter }
        guard let colon = text.firstRange(of: "://") else { throw .noScheme }
        switch text[..<colon.lowerBound].lowercased() {
        case "https": isSecure = true
        case "http": isSecure = false
        default: throw .unsupportedScheme
        }
        let rest = text[colon.upperBound...]
        guard !rest.contains("#") else { throw .fragment }
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        guard !authority.contains("@") else { throw .credentials }
        (host, port) = try Self.hostAndPort(of: authority)
        let parts = rest[authority.endIndex...].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = parts.first.map(String.init) ?? ""
        query = parts.count > 1 ? String(parts[1]) : nil
    }

    /// Scheme, host and port: what must not change between a request and where it goes.
    public var origin: String {
        scheme + "://" + authority
    }

    /// `https` or `http`.
    public var scheme: String {
        isSecure ? "https" : "http"
    }

    /// The host, and the port where one is named, as they stand in a request.
    public var authority: String {
        host + (port.map { ":\($0)" } ?? "")
    }

    /// The port in use, whether named or the scheme's own.
    var effectivePort: Int {
        port ?? (isSecure ? 443 : 80)
    }

    /// Whether the host is this machine: `localhost`, `[::1]`, `127.0.0.0/8`.
    public var isLoopback: Bool {
        if host == "localhost" || host == "[::1]" { return true }
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return numbers.count == 4 && numbers[0] == 127 && !numbers.contains(nil)
    }
}

extension ServerURL: CustomStringConvertible {
    /// The URL itself.
    public var description: String {
        origin + path + (query.map { "?" + $0 } ?? "")
    }
}

extension ServerURL {
    private static func hostAndPort(of authority: Substring) throws(ProviderError.Problem) -> (String, Int?) {
        let host: Substring
        let rest: Substring
        if authority.hasPrefix("["), let close = authority.firstIndex(of: "]") {
            host = authority[...close]
            rest = authority[authority.index(after: close)...]
            let address = host.dropFirst().dropLast()
            guard address.contains(":"), address.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." }) else {
                throw .invalidHost
            }
        } else {
            host = authority.prefix { $0 != ":" }
            rest = authority[host.endIndex...]
            guard !host.isEmpty else { throw .noHost }
            guard host.utf8.allSatisfy(isHostCharacter), !host.hasPrefix("."), !host.contains("..") else {
                throw .invalidHost
            }
        }
        if rest.isEmpty { return (host.lowercased(), nil) }
        let digits = rest.dropFirst()
        guard rest.hasPrefix(":"), digits.allSatisfy(\.isASCIIDigit), let port = Int(digits), 1...65_535 ~= port
        else { throw .invalidPort }
        return (host.lowercased(), port)
    }

    private static func isHostCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// The characters of RFC 3986: unreserved, reserved and the percent sign.
    static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case 0...0x20, 0x7F...: false
        case UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\\"), UInt8(ascii: "^"),
            UInt8(ascii: "`"), UInt8(ascii: "{"), UInt8(ascii: "|"), UInt8(ascii: "}"):
            false
        default: true
        }
    }

    /// Whether two hexadecimal digits follow each percent sign.
    static func hasWholeTriplets(_ text: some StringProtocol) -> Bool {
        text.split(separator: "%", omittingEmptySubsequences: false).dropFirst().allSatisfy { part in
            let digits = part.prefix(2)
            return digits.count == 2 && digits.allSatisfy { $0.isASCII && $0.isHexDigit }
        }
    }
}

extension Character {
    /// Whether this is one of 0 to 9.
    var isASCIIDigit: Bool {
        "0"..."9" ~= self && isASCII
    }
}
