import Crypto
import Foundation
import SwiftASN1
import X509

/// The certificate authority that clients trust, and the server's certificate and key.
struct ServerIdentity: Sendable {
    let authorityPEM: String
    let certificatePEM: String
    let privateKeyPEM: String

    /// Makes an authority and, under it, a certificate for `localhost` and the loopback addresses. The authority's
    /// key is dropped: it signs this one certificate and never another.
    static func make(at now: Date) throws(SandboxError) -> ServerIdentity {
        do {
            let authorityKey = Certificate.PrivateKey(P256.Signing.PrivateKey())
            let authorityName = try DistinguishedName { CommonName("Ticketpark sandbox authority") }
            let authority = try certificate(
                of: authorityKey.publicKey, named: authorityName, by: authorityName, key: authorityKey, at: now,
                extensions: try Certificate.Extensions {
                    Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                    Critical(KeyUsage(keyCertSign: true, cRLSign: true))
                })

            let serverKey = P256.Signing.PrivateKey()
            let server = try certificate(
                of: Certificate.PrivateKey(serverKey).publicKey,
                named: try DistinguishedName { CommonName("localhost") }, by: authorityName, key: authorityKey,
                at: now,
                extensions: try Certificate.Extensions {
                    Critical(BasicConstraints.notCertificateAuthority)
                    Critical(KeyUsage(digitalSignature: true))
                    try ExtendedKeyUsage([.serverAuth])
                    SubjectAlternativeNames([
                        .dnsName("localhost"),
                        .ipAddress(ASN1OctetString(contentBytes: [127, 0, 0, 1])),
                        .ipAddress(ASN1OctetString(contentBytes: [UInt8](repeating: 0, count: 15) + [1])),
                    ])
                })
            return ServerIdentity(
                authorityPEM: try authority.serializeAsPEM().pemString + "\n",
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

    private static func certificate(
        of key: Certificate.PublicKey, named subject: DistinguishedName, by issuer: DistinguishedName,
        key issuerKey: Certificate.PrivateKey, at now: Date, extensions: Certificate.Extensions
    ) throws -> Certificate {
        // Some clients refuse certificates that live for more than 398 days; a day before now allows for clocks.
        try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: key,
            notValidBefore: now.addingTimeInterval(-86_400), notValidAfter: now.addingTimeInterval(86_400 * 390),
            issuer: issuer, subject: subject, signatureAlgorithm: .ecdsaWithSHA256, extensions: extensions,
            issuerPrivateKey: issuerKey)
    }
}
