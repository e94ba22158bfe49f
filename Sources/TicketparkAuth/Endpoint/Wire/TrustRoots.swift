// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOSSL

/// Certificate authorities trusted beside the system's own.
enum TrustRoots {
    /// The certificates of a PEM file.
    static func certificates(inFile path: String) throws(ProviderError) -> [NIOSSLCertificate] {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw ProviderError(.trustRootsFile, .unreadable)
        }
        // What NIOSSL throws names no cause that this error does not name.
        guard let certificates = try? NIOSSLCertificate.fromPEMBytes([UInt8](bytes)), !certificates.isEmpty else {
            throw ProviderError(.trustRootsFile, .noCertificate)
        }
        return certificates
    }
}
