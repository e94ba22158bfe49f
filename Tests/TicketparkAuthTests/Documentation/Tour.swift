// SPDX-License-Identifier: Apache-2.0

// The listings of FromPasswordToProof.md, word for word: a test holds one against the other.

import AuditLog
import TicketparkAuth

func signIn(to service: TokenService, name: String, password: String) async throws -> TokenSession {
    let session = try service.session("box-office")
    if await session.health.needsSignIn {
        try await session.signIn(username: name, password: password)
    }
    return session
}

struct Concert: Decodable { var name: String }

func concerts(_ session: TokenSession) async throws -> [Concert] {
    try await TicketparkClient(session: session).get("/events/").decoded()
}

func check(_ path: String, keys: KeySource, anchors: AnchorFile) throws -> Verification.Outcome {
    let reader = try LogReader(path: path)
    let means = VerificationMeans(keys: keys, anchors: try anchors.checkpoints())
    let verification = try reader.verify(with: means) { finding in
        print("event \(finding.seq ?? 0): \(finding.text)")
    }
    let replay = try reader.replay { divergence in
        print("event \(divergence.seq) would be decided differently today")
    }
    guard replay.divergences == 0 else { return .broken }
    return verification.outcome
}

func proof(of seq: Int64, in path: String) throws -> String? {
    let reader = try LogReader(path: path)
    guard let checkpoint = try reader.checkpoints().last else { return nil }
    return try reader.proof(of: seq, in: checkpoint)?.text
}

func isProven(_ proof: String, by publicKey: [UInt8]) -> Bool {
    guard let event = try? EventProof(proof).event(signedBy: publicKey) else { return false }
    return event.seq > 0
}
