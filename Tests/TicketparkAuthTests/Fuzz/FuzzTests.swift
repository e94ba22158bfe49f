// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Testing
import TokenMachine
import TokenMachineTesting

@testable import TicketparkAuth

/// Parsers of what a hostile or broken server says, with what nobody would think of.
struct FuzzTests {
    @Test func `answers made up at random are taken for what they are, and spoiled ones for nothing worse`() {
        var random = SplitMix64(seed: Fuzz.seed)
        var spoiledGrants = 0
        for number in 0..<Fuzz.inputs {
            var answer = MadeUpAnswer(&random)
            guard number % 2 == 1 else {
                let kind = MadeUpAnswer.Kind(answer.outcome)
                #expect(
                    kind == answer.kind,
                    "\(answer.status) \(answer.headers) \(String(decoding: answer.body, as: UTF8.self))")
                continue
            }
            answer.body = random.spoiled(answer.body)
            let outcome = answer.outcome
            if let fault = complaint(about: outcome, to: answer) {
                Issue.record("\(fault): \(answer.status) \(answer.headers) \(answer.body)")
            }
            if case .granted = outcome { spoiledGrants += 1 }
        }
        // Else nothing but noise was tried.
        #expect(spoiledGrants > Fuzz.inputs / 100)
        Fuzz.report("answers", Fuzz.inputs, "\(spoiledGrants) of the spoiled ones still grants")
    }

    /// What no outcome may be, whatever came.
    private func complaint(about outcome: ExchangeOutcome, to answer: MadeUpAnswer) -> String? {
        switch outcome {
        case .granted(let tokens):
            guard 200..<300 ~= answer.status else { return "granted with another status" }
            let isAllowed = { (text: String) in text.utf8.allSatisfy { 0x20...0x7E ~= $0 } && !text.isEmpty }
            guard isAllowed(tokens.access.reveal()), !tokens.access.reveal().contains(" ") else {
                return "an access token that would break a header"
            }
            guard tokens.refresh.map({ isAllowed($0.reveal()) }) != false else {
                return "a refresh token of other bytes"
            }
            guard tokens.lifetime.map({ $0 > .zero && $0 <= .days(365) }) != false else { return "an absurd lifetime" }
            return nil
        case .denied(_, let text):
            guard [400, 401].contains(answer.status) else { return "denied with another status" }
            return complaint(about: text)
        case .faulted(_, let text):
            return complaint(about: text)
        }
    }

    private func complaint(about text: ServerText?) -> String? {
        guard let text else { return nil }
        guard text.text.unicodeScalars.count <= ServerText.longest else { return "a text without end" }
        let isShown = text.text.unicodeScalars.allSatisfy { $0 == " " || ServerText.isVisible($0) }
        return isShown ? nil : "a text that steers a terminal"
    }

    @Test func `challenges made up at random are read as they were meant, and spoiled ones without harm`() {
        var random = SplitMix64(seed: Fuzz.seed &+ 1)
        var read = 0
        for number in 0..<Fuzz.inputs {
            let meant = (0..<random.below(4)).map { _ in AuthenticationChallenge.madeUp(&random) }
            let field = meant.map { $0.written(&random) }.joined(separator: random.pick([", ", ",", " , ,\t"]))
            guard number % 2 == 1 else {
                #expect(AuthenticationChallenge.parse(field) == meant, "\(field)")
                continue
            }
            let spoiled = String(decoding: random.spoiled(Array(field.utf8)), as: UTF8.self)
            let challenges = AuthenticationChallenge.parse(spoiled)
            for challenge in challenges
            where challenge.scheme.isEmpty || challenge.scheme.contains(where: \.isWhitespace) {
                Issue.record("a scheme of no token in \(spoiled)")
            }
            read += challenges.count
            let bearer = BearerChallenge(headerValues: [spoiled])
            for text in [bearer?.error, bearer?.errorDescription, bearer?.realm, bearer?.scope] {
                if let text, let fault = complaint(about: ServerText(text)) { Issue.record("\(fault) in \(spoiled)") }
            }
        }
        #expect(read > Fuzz.inputs / 10)
        Fuzz.report("challenges", Fuzz.inputs, "\(read) challenges read in the spoiled ones")
    }
}

extension AuthenticationChallenge {
    /// A challenge of any kind.
    static func madeUp(_ random: inout SplitMix64) -> AuthenticationChallenge {
        var challenge = AuthenticationChallenge(scheme: random.pick(["bearer", "basic", "negotiate", "x-y.z"]))
        switch random.below(5) {
        case 0: break
        case 1:
            challenge.token68 =
                random.text(of: MadeUpAnswer.tokenCharacters, upTo: 30, atLeast: 1) + random.pick(["", "=", "=="])
        default:
            for _ in 0...random.below(4) {
                let name = random.pick(["realm", "scope", "error", "error_description", "charset"])
                challenge.parameters[name] = random.text(of: "ab ,=\"\\;ä\u{202E}\t", upTo: 12)
            }
        }
        return challenge
    }

    /// The challenge as a server may write it.
    func written(_ random: inout SplitMix64) -> String {
        let name = random.chance(permille: 500) ? scheme : scheme.uppercased()
        if let token68 { return "\(name) \(token68)" }
        let fields = random.shuffled(parameters.map { ($0.key, $0.value) }.sorted { $0.0 < $1.0 }).map { name, value in
            let isToken = !value.isEmpty && value.utf8.allSatisfy { (0x61...0x62).contains($0) }
            let quoted = "\"" + value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
            let space = random.pick(["", "", " ", "\t"])
            return "\(name)\(space)=\(space)\(isToken && random.chance(permille: 500) ? value : quoted)"
        }
        return fields.isEmpty ? name : "\(name) \(fields.joined(separator: random.pick([", ", ","])))"
    }
}
