// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension EventProof {
    /// What the text of a proof begins with.
    static let header = "c2sp.org/tlog-proof@v1"

    /// The proof as it is handed on.
    public var text: String {
        var lines = [
            EventProof.header,
            "extra " + Data(content).base64EncodedString(),
            "index \(inclusion.index)",
        ]
        lines += inclusion.hashes.map { Data($0).base64EncodedString() }
        return lines.joined(separator: "\n") + "\n\n" + checkpoint.text
    }

    /// The proof that `text` spells. Nothing of it is verified.
    public init(_ text: String) throws(ProofFault) {
        let all = text.split(separator: "\n", omittingEmptySubsequences: false)
        let gap = all.firstIndex(of: "") ?? all.endIndex
        var lines = all[..<gap]
        guard lines.popFirst() == EventProof.header[...] else {
            throw .malformed("its first line is not \(EventProof.header)")
        }
        guard let extra = lines.popFirst(), extra.hasPrefix("extra ") else {
            throw .malformed("it has no extra data, which say what the event is")
        }
        guard let content = Data(canonicalBase64: extra.dropFirst("extra ".count)) else {
            throw .malformed("its extra data are no Base64")
        }
        guard let place = lines.popFirst(), place.hasPrefix("index "), let index = Int64(place.dropFirst(6)),
            0...Statement.bounds.upperBound ~= index, place == "index \(index)"
        else { throw .malformed("it has no index") }
        var hashes: [[UInt8]] = []
        for line in lines {
            guard let hash = Data(canonicalBase64: line), hash.count == Hash.size else {
                throw .malformed("one of its hashes is none")
            }
            hashes.append(Array(hash))
        }
        let note = all[gap...].dropFirst().joined(separator: "\n")
        guard let checkpoint = Checkpoint(note), checkpoint.text == note else {
            throw .malformed("it does not end with a checkpoint of a log of ticketpark-auth")
        }
        self.init(
            content: Array(content),
            inclusion: InclusionProof(index: index, size: checkpoint.size, hashes: hashes),
            checkpoint: checkpoint)
    }
}

extension Data {
    /// The bytes that `text` is the one spelling of in Base64 (RFC 4648, section 4).
    init?(canonicalBase64 text: Substring) {
        guard let data = Data(base64Encoded: String(text)), data.base64EncodedString() == text else { return nil }
        self = data
    }
}
