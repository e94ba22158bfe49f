// SPDX-License-Identifier: Apache-2.0

extension Answer {
    /// The whole answer as a server of HTTP/1.0 writes it (RFC 1945 section 6).
    var asHTTP10: [UInt8] {
        let head = wireHeaders.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)\r\n" }.joined()
        return Array("HTTP/1.0 \(status) \(HTTPReason.phrase(of: status))\r\n\(head)\r\n".utf8) + bytes
    }
}
