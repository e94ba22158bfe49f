// SPDX-License-Identifier: Apache-2.0

import TokenMachine

/// Reads what older versions of the reducer wrote as what this one would have written.
///
/// Stored bytes are never changed: hashes cover them as they are. A new version of the reducer whose canonical forms
/// differ adds a step from the version before it.
struct Upcaster: Sendable {
    /// From states in the canonical form of that version of the reducer to those of the next.
    var states: [UInt16: @Sendable ([UInt8]) throws(MalformedBytes) -> [UInt8]]
    /// The same of effects.
    var effects: [UInt16: @Sendable ([UInt8]) throws(MalformedBytes) -> [UInt8]]
    /// The version to which they lead.
    var version: UInt16

    /// Of this build. Version 1 is the first.
    static let current = Upcaster(states: [:], effects: [:], version: reducerVersion)

    /// A state that a reducer of that version wrote.
    func state(_ bytes: [UInt8], reducer: Int64) throws(MalformedBytes) -> TokenState {
        try TokenState(canonicalBytes: try Upcaster.lead(bytes, from: reducer, to: version, by: states))
    }

    /// Effects that a reducer of that version wrote.
    func effects(_ bytes: [UInt8], reducer: Int64) throws(MalformedBytes) -> Effects {
        try Effects(canonicalBytes: try Upcaster.lead(bytes, from: reducer, to: version, by: effects))
    }

    private static func lead(
        _ bytes: [UInt8], from reducer: Int64, to version: UInt16,
        by steps: [UInt16: @Sendable ([UInt8]) throws(MalformedBytes) -> [UInt8]]
    ) throws(MalformedBytes) -> [UInt8] {
        guard let first = UInt16(exactly: reducer), first < version else { return bytes }
        var bytes = bytes
        // A version whose form did not change has no step.
        for passed in first..<version {
            if let step = steps[passed] { bytes = try step(bytes) }
        }
        return bytes
    }
}
