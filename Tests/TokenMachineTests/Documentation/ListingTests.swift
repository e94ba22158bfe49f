import Foundation
import Testing
import TokenMachine

/// The documentation shows code that runs.
@Suite struct `Listings in the documentation` {
    @Test(
        arguments: [
            ("SessionExample", "TokenMachine"), ("BoxOfficePolicyTests", "TokenMachineTesting"),
        ])
    func `are the code that is compiled and run here`(file: String, module: String) throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        let article = folder.appending(path: "../../../Sources/\(module)/\(module).docc/\(module).md").standardized
        let code = try String(contentsOf: folder.appending(path: "\(file).swift"), encoding: .utf8)
        let opening = try #require(code.firstRange(of: "word for word: a test holds one against the other.\n\n"))
        let shows = try String(contentsOf: article, encoding: .utf8).contains(
            "```swift\n\(code[opening.upperBound...])```\n")
        #expect(shows, "\(module).md does not show what \(file).swift has")
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

    private final class Recorder: Performer {
        var seen: [Effect] = []
        func send(_ request: TokenRequest) { seen.append(.send(request)) }
        func wake(_ wake: Wake) { seen.append(.wake(wake)) }
        func settle(_ outcome: Outcome) { seen.append(.settle(outcome)) }
        func forget(_ refs: RefSet) { seen.append(.forget(refs)) }
    }
}
