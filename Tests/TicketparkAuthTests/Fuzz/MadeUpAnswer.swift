// SPDX-License-Identifier: Apache-2.0

import AuditLog
import NIOCore
import NIOHTTP1
import TokenMachine
import TokenMachineTesting

@testable import TicketparkAuth

/// An answer of a token endpoint that was put together at random, and what it has to be taken for.
struct MadeUpAnswer {
    /// What an answer is, as far as it matters to a session.
    enum Kind: Hashable {
        case granted(access: String, refresh: String?, seconds: Int64?)
        case denied(OAuthErrorCode)
        case faulted(FaultKind)
    }

    var status: UInt16
    var headers: HTTPHeaders = [:]
    var body: [UInt8]
    var kind: Kind

    /// Bytes of b64token characters.
    static let tokenCharacters = "abcXYZ019-._~+/"
    static let secrets = SentSecrets([Secret("hush hush/hush+hush"), Secret("a-refresh-token-of-some-length")])

    init(_ random: inout SplitMix64) {
        status = random.pick([
            200, 200, 200, 201, 204, 301, 302, 400, 400, 401, 403, 404, 407, 408, 425, 429, 500, 502, 503, 504, 599,
        ])
        if random.chance(permille: 300) {
            headers.add(
                name: "Content-Type", value: random.pick(["application/json", "text/plain", "TEXT/HTML; charset=x"]))
        }
        if random.chance(permille: 200) {
            headers.add(
                name: "Retry-After",
                value: random.pick(["5", "-1", "Wed, 21 Oct 2015 07:28:00 GMT", "99999999999999999999", "soon"]))
        }
        var fields: [String] = []
        let access = random.text(of: Self.tokenCharacters, upTo: 90, atLeast: 1)
        let tokens = MadeUpAnswer.tokens(access, &random)
        let error = random.pick([
            "invalid_grant", "invalid_client", "invalid_request", "unauthorized_client", "unsupported_grant_type",
            "invalid_scope", "server_error",
        ])
        let (hasTokens, hasError) = (random.chance(permille: 700), random.chance(permille: 600))
        if hasTokens { fields += tokens.fields }
        if hasError {
            fields.append(#""error":"\#(error)""#)
            fields.append(
                random.pick([#""error_description":"no""#, #""error_description":null"#, #""error_description":7"#]))
        }
        fields += random.pick([[], [#""scope":null"#], [#""scope":"a b""#], [#""more":{"access_token":7,"error":[]}"#]])
        body = Array("{\(random.shuffled(fields).joined(separator: random.pick([",", " ,\n", "\t,"])))}".utf8)
        let isHTML = headers.first(name: "Content-Type")?.hasPrefix("TEXT/HTML") == true
        kind =
            switch status {
            case 200..<300: hasTokens ? tokens.kind : .faulted(.notAGrant)
            case 300..<400: .faulted(.redirected)
            case 400, 401: hasError && !isHTML ? .denied(MadeUpAnswer.code(error)) : .faulted(.refusedByProxy)
            case 408, 425, 429, 503: .faulted(.overloaded)
            case 402..<500: .faulted(.refusedByProxy)
            default: .faulted(.serverError)
            }
    }

    /// The fields that bring tokens, and what they are worth.
    private static func tokens(_ access: String, _ random: inout SplitMix64) -> (fields: [String], kind: Kind) {
        var isGrant = true
        var fields: [String] = []
        if random.chance(permille: 900) {
            fields.append(#""access_token":"\#(access)""#)
        } else {
            isGrant = false
            fields.append(
                random.pick([
                    #""access_token":"""#, #""access_token":null"#, #""access_token":["a"]"#,
                    #""access_token":"a\r\nX: y""#, #""access_token":"a b""#, #""access_token":"\u00e4""#,
                    #""access_token":"=a""#,
                ]))
        }
        var refresh: String?
        switch random.below(10) {
        case 0: break
        case 1: fields.append(random.pick([#""refresh_token":null"#, #""refresh_token":"""#]))
        case 2:
            isGrant = false
            fields.append(
                random.pick([
                    #""refresh_token":"a\n""#, #""refresh_token":7"#, #""refresh_token":"\u0000""#,
                    #""refresh_token":"ü""#,
                ]))
        default:
            let text = random.text(of: tokenCharacters + "!#$%&'()*,:;<=>?@[]^`{|} ", upTo: 90, atLeast: 1)
            refresh = text
            fields.append(#""refresh_token":"\#(text)""#)
        }
        switch random.below(10) {
        case 0, 1, 2: break
        case 3:
            isGrant = false
            fields.append(random.pick([#""token_type":"mac""#, #""token_type":"""#, #""token_type":7"#]))
        case 4: fields.append(#""token_type":null"#)
        default: fields.append(#""token_type":"\#(random.pick(["bearer", "Bearer", "BEARER"]))""#)
        }
        let seconds = random.pick([1, 599, 600, 3600, 31_536_000])
        let (written, meant): (String?, Int64?) =
            switch random.below(10) {
            case 0: (nil, nil)
            case 1:
                (
                    random.pick([
                        "0", "-600", "1e99", "600.5", "\"\"", "\"ten\"", "null", "true", "[600]", "31536001",
                        "9223372036854775808",
                    ]), nil
                )
            case 2: ("\"\(seconds)\"", Int64(seconds))
            case 3: ("\(seconds).0", Int64(seconds))
            default: ("\(seconds)", Int64(seconds))
            }
        if let written { fields.append(#""expires_in":\#(written)"#) }
        return (fields, isGrant ? .granted(access: access, refresh: refresh, seconds: meant) : .faulted(.notAGrant))
    }

    private static func code(_ text: String) -> OAuthErrorCode {
        switch text {
        case "invalid_grant": .invalidGrant
        case "invalid_client": .invalidClient
        case "invalid_request": .invalidRequest
        case "unauthorized_client": .unauthorizedClient
        case "unsupported_grant_type": .unsupportedGrantType
        case "invalid_scope": .invalidScope
        default: .other
        }
    }

    /// What it is taken for.
    var outcome: ExchangeOutcome {
        AnswerTable.outcome(
            of: WireAnswer(status: status, headers: headers, body: .complete(ByteBuffer(bytes: body))),
            now: Instant(milliseconds: 1_700_000_000_000), sent: Self.secrets)
    }
}

extension MadeUpAnswer.Kind {
    init(_ outcome: ExchangeOutcome) {
        switch outcome {
        case .granted(let tokens):
            self = .granted(
                access: tokens.access.reveal(), refresh: tokens.refresh?.reveal(),
                seconds: tokens.lifetime.map { $0.milliseconds / 1000 })
        case .denied(let denial, _): self = .denied(denial.code)
        case .faulted(let fault, _): self = .faulted(fault.kind)
        }
    }
}

extension SplitMix64 {
    mutating func shuffled<Element>(_ elements: [Element]) -> [Element] { elements.shuffled(using: &self) }
}
