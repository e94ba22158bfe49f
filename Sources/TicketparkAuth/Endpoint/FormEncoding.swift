// SPDX-License-Identifier: Apache-2.0

/// The form encoding of RFC 6749 appendix B (`application/x-www-form-urlencoded` over UTF-8).
///
/// Foundation's encoders leave `+` as it is, which servers read as a space: a password with a plus would be wrong.
package enum FormEncoding {
    /// `text` with everything but `*-._A-Za-z0-9` escaped, and a space as `+`.
    package static func encode(_ text: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: " "):
                bytes.append(UInt8(ascii: "+"))
            case UInt8(ascii: "*"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                bytes.append(byte)
            default:
                PercentEncoding.append(byte, to: &bytes)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The body of a request with these fields, in their order.
    package static func body(_ fields: [(name: String, value: String)]) -> String {
        fields.map { encode($0.name) + "=" + encode($0.value) }.joined(separator: "&")
    }
}
