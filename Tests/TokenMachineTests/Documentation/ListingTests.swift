// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TokenMachine

/// The documentation shows code that runs.
@Suite struct `Listings in the documentation` {
    /// All code that tests compile because a page shows it.
    private static let compiled = DocumentationPage.paths(in: "Tests", "swift")
        .filter { $0.contains("/Documentation/") }
        .compactMap { try? String(contentsOf: DocumentationPage.package.appending(path: $0), encoding: .utf8) }

    @Test(arguments: DocumentationPage.all)
    func `are code that is compiled with the tests`(page: DocumentationPage) throws {
        for listing in try page.listings(in: "swift") {
            let isCompiled = Self.compiled.contains { "\n\($0)\n".contains("\n\(listing)\n") }
            #expect(isCompiled, "no file in a folder Documentation of the tests has this:\n\(listing)")
        }
    }

    @Test func `are in every library's documentation`() throws {
        let pages = try DocumentationPage.all.filter { try !$0.listings(in: "swift").isEmpty }.map(\.path)
        #expect(pages.contains("README.md"))
        for library in [
            "TokenMachine", "TokenMachineTesting", "AuditLog", "TicketparkAuth", "TicketparkAuthTesting",
            "TicketparkSandbox",
        ] { #expect(pages.contains { $0.hasPrefix("Sources/\(library)/") }, "\(library)") }
    }

    @Test func `drive a session from its sign-in to a token`() {
        var session = Session()
        let recorder = Recorder()
        session.take(.signInRequested(at: 1_000_000), with: recorder)
        let access = GrantedAccessToken(ref: 0xA1, lifetime: 600_000)
        let grant = Grant(access: access, refresh: 0xB1, requestedAt: 1_000_000)
        session.take(.grantIssued(grant, to: .of(1, 1), spent: nil, at: 1_001_000), with: recorder)
        #expect(session.state.kind == .valid)
        #expect(
            recorder.seen == [
                .send(.password(.of(1, 1))), .wake(.at(1_060_000)), .wake(.at(1_461_864)), .settle(.token(0xA1)),
            ])
        session.take(.signOutRequested(at: 1_100_000), with: recorder)
        #expect(recorder.seen.suffix(3) == [.wake(.never), .settle(.signedOut), .forget([0xA1, 0xB1])])
    }

    @Test func `keep a session that goes on where it was, and not where keeping failed`() throws {
        struct Full: Error {}
        var kept: [UInt8]?
        var session = try KeptSession(bytes: kept, seed: 42)
        let effects = session.take(.signInRequested(at: 1_000_000)) { kept = $0 }
        #expect(effects.send == .password(.of(1, 1)))
        var later = try KeptSession(bytes: kept, seed: 0)
        #expect(later.state == session.state && later.state.kind == .authenticating)
        #expect(throws: Full.self) { try later.take(.signOutRequested(at: 1_001_000)) { _ in throw Full() } }
        #expect(later.state == session.state)
        #expect(throws: MalformedBytes.self) { try KeptSession(bytes: [9], seed: 42) }
    }

    private final class Recorder: Performer {
        var seen: [Effect] = []
        func send(_ request: TokenRequest) { seen.append(.send(request)) }
        func wake(_ wake: Wake) { seen.append(.wake(wake)) }
        func settle(_ outcome: Outcome) { seen.append(.settle(outcome)) }
        func forget(_ refs: RefSet) { seen.append(.forget(refs)) }
    }
}
