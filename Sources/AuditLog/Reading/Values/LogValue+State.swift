// SPDX-License-Identifier: Apache-2.0

public import TokenMachine

extension LogValue {
    /// A state: its name, the attempts of the session, and what the state holds.
    public init(_ state: TokenState) {
        var fields = [
            Field("state", .name(state.kind)),
            Field(
                "attempts",
                .object([
                    Field("last", .unsigned(state.attempts.last.number)),
                    // Sixteen digits, as JSON readers round whole numbers of more than 53 bits.
                    Field("seed", .ref(TokenRef(rawValue: state.attempts.seed))),
                ])),
        ]
        switch state {
        case .unauthenticated:
            break
        case .authenticating(let state):
            fields.append(Field("request", LogValue(state.request)))
        case .valid(let state):
            fields += [
                Field("access", LogValue(state.access)),
                Field("refusals", .integer(Int64(state.refusals))),
                Field("renewal", LogValue(state.renewal)),
            ]
        case .expired(let state):
            fields.append(Field("refresh", LogValue(state.refresh)))
        case .refreshing(let state):
            fields += [
                Field("refresh", LogValue(state.refresh)),
                Field("access", .optional(state.access) { LogValue($0) }),
                Field("refusals", .integer(Int64(state.refusals))),
                Field("cool_downs", .integer(Int64(state.coolDowns))),
                Field("request", LogValue(state.request)),
            ]
        case .failed(let state):
            fields += [
                Field("failure", .name(state.failure)),
                Field("refresh", .optional(state.refresh) { LogValue($0) }),
                Field("refusals", .integer(Int64(state.refusals))),
                Field("cool_down_end", .instant(state.coolDownEnd)),
                Field("cool_downs", .integer(Int64(state.coolDowns))),
            ]
        }
        self = .object(fields)
    }

    private init(_ token: HeldAccessToken) {
        self = .object([
            Field("ref", .ref(token.ref)),
            Field("issued_at", .instant(token.issuedAt)),
            Field("hard_stop", .instant(token.hardStop)),
        ])
    }

    private init(_ token: HeldRefreshToken) {
        self = .object([
            Field("ref", .ref(token.ref)),
            Field("issued_at", .instant(token.issuedAt)),
            Field("outcome_unknown", .flag(token.isOutcomeUnknown)),
        ])
    }

    private init(_ renewal: Renewal) {
        switch renewal {
        case .due(let time, let refresh):
            self = .object([
                Field("mode", .text("due")), Field("at", .instant(time)), Field("refresh", LogValue(refresh)),
            ])
        case .heldBack(let failure, let refresh):
            self = .object([
                Field("mode", .text("heldBack")), Field("failure", .name(failure)),
                Field("refresh", LogValue(refresh)),
            ])
        case .impossible:
            self = .object([Field("mode", .text("impossible"))])
        }
    }

    private init(_ request: PendingRequest) {
        let phase =
            switch request.phase {
            case .inFlight: "inFlight"
            case .backingOff: "backingOff"
            }
        self = .object([
            Field("attempt", .unsigned(request.current.attempt.number)),
            Field("try", .integer(Int64(request.current.number))),
            Field("phase", .text(phase)),
            Field("until", .instant(request.deadline)),
        ])
    }
}
