// SPDX-License-Identifier: Apache-2.0

/// The certificate that a sandbox shows. All but the first are for trying out that a client refuses them.
public enum ServerCertificate: String, Sendable, Hashable, CaseIterable {
    /// One that clients accept who trust the sandbox's authority.
    case proper
    /// Of the trusted authority, for another host.
    case wrongName = "wrong-name"
    /// Of the trusted authority, and run out yesterday.
    case expired
    /// Of the trusted authority, and good from tomorrow on.
    case notYetValid = "not-yet-valid"
    /// Of an authority that calls itself like the trusted one and is another.
    case untrusted
    /// Of no authority but itself.
    case selfSigned = "self-signed"
}
