// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import SwiftASN1
import X509

/// The certificate authority that clients trust, and the server's certificate and key.
struct ServerIdentity: Sendable {
    let authorityPEM: String
    let certificatePEM: String
    let privateKeyPEM: String

    /// Makes an authority and, under it, a certificate for `localhost` and the loopback addresses, or one that has a
    /// flaw. The authority's key is dropped: it signs this one certificate and never another.
    static func make(at now: Date, _ kind: ServerCertificate = .proper) throws(SandboxError) -> ServerIdentity {
        do {
            let authority = try Issuer.authority(at: now)
            let serverKey = P256.Signing.PrivateKey()
            let issuer =
                switch kind {
                case .proper, .wrongName, .expired, .notYetValid: authority
                case .untrusted: try Issuer.authority(at: now)
                case .selfSigned:
                    Issuer(key: Certificate.PrivateKey(serverKey), name: try commonName("localhost"), certificate: nil)
                }
            let server = try issuer.certificate(
                of: Certificate.PrivateKey(serverKey).publicKey, named: try commonName("localhost"),
                lasting: validity(of: kind, at: now), extensions: try extensions(of: kind))
            return ServerIdentity(
                authorityPEM: try authority.certificate?.serializeAsPEM().pemString.appending("\n") ?? "",
                certificatePEM: try server.serializeAsPEM().pemString + "\n",
                privateKeyPEM: serverKey.pemRepresentation + "\n")
        } catch {
            throw .certificate("cannot make a certificate: \(error)")
        }
    }

    /// Whether the certificate is good now, and for a day more.
    func isCurrent(at now: Date) throws(SandboxError) -> Bool {
        do {
            let certificate = try Certificate(pemEncoded: certificatePEM)
            return certificate.notValidBefore <= now && now.addingTimeInterval(86_400) < certificate.notValidAfter
        } catch {
            throw .certificate("cannot read the kept certificate: \(error)")
        }
    }

    private static func validity(of kind: ServerCertificate, at now: Date) -> ClosedRange<Date> {
        switch kind {
        case .proper, .wrongName, .untrusted, .selfSigned: Issuer.validity(at: now)
        case .expired: now.addingTimeInterval(-86_400 * 30)...now.addingTimeInterval(-86_400)
        case .notYetValid: now.addingTimeInterval(86_400)...now.addingTimeInterval(86_400 * 30)
        }
    }

    private static func extensions(of kind: ServerCertificate) throws -> Certificate.Extensions {
        let names: [GeneralName] =
            switch kind {
            case .proper, .expired, .notYetValid, .untrusted, .selfSigned:
                [
                    .dnsName("localhost"),
                    .ipAddress(ASN1OctetString(contentBytes: [127, 0, 0, 1])),
                    .ipAddress(ASN1OctetString(contentBytes: [UInt8](repeating: 0, count: 15) + [1])),
                ]
            case .wrongName: [.dnsName("elsewhere.example")]
            }
        return try Certificate.Extensions {
            Critical(BasicConstraints.notCertificateAuthority)
            Critical(KeyUsage(digitalSignature: true))
            try ExtendedKeyUsage([.serverAuth])
            SubjectAlternativeNames(names)
        }
    }

    fileprivate static func commonName(_ name: String) throws -> DistinguishedName {
        try DistinguishedName { CommonName(name) }
    }
}

/// Who signs certificates.
private struct Issuer {
    let key: Certificate.PrivateKey
    let name: DistinguishedName
    /// Its own certificate; nil for a server that signs for itself.
    var certificate: Certificate?

    static func authority(at now: Date) throws -> Issuer {
        let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
        var issuer = Issuer(key: key, name: try ServerIdentity.commonName("Ticketpark sandbox authority"))
        issuer.certificate = try issuer.certificate(
            of: key.publicKey, named: issuer.name, lasting: validity(at: now),
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                Critical(KeyUsage(keyCertSign: true, cRLSign: true))
            })
        return issuer
    }

    /// Some clients refuse certificates that live for more than 398 days; a day before now allows for clocks.
    static func validity(at now: Date) -> ClosedRange<Date> {
        now.addingTimeInterval(-86_400)...now.addingTimeInterval(86_400 * 390)
    }

    func certificate(
        of key: Certificate.PublicKey, named subject: DistinguishedName, lasting validity: ClosedRange<Date>,
        extensions: Certificate.Extensions
    ) throws -> Certificate {
        try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: key,
            notValidBefore: validity.lowerBound, notValidAfter: validity.upperBound, issuer: name, subject: subject,
            signatureAlgorithm: .ecdsaWithSHA256, extensions: extensions, issuerPrivateKey: self.key)
    }
}
