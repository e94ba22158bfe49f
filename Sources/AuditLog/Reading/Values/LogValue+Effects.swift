// SPDX-License-Identifier: Apache-2.0

public import TokenMachine

extension LogValue {
    /// The four effects; those that are not there are null.
    public init(_ effects: Effects) {
        self = .object([
            Field("send", .optional(effects.send) { LogValue($0) }),
            Field("wake", .optional(effects.wake) { LogValue($0) }),
            Field("settle", .optional(effects.settle) { LogValue($0) }),
            Field("forget", .list(effects.forget.map { .ref($0) })),
        ])
    }

    /// What the machine made of an event: the resulting state, the effects, and how the event was met.
    public init(_ transition: Transition) {
        self = .object([
            Field("disposition", .text(transition.disposition.name)),
            Field("state", LogValue(transition.state)),
            Field("effects", LogValue(transition.effects)),
        ])
    }

    private init(_ request: TokenRequest) {
        var fields = [
            Field("attempt", .unsigned(request.current.attempt.number)),
            Field("try", .integer(Int64(request.current.number))),
        ]
        switch request.grantType {
        case .password:
            fields.append(Field("grant_type", .text("password")))
        case .refreshToken(let ref):
            fields += [Field("grant_type", .text("refresh_token")), Field("refresh_ref", .ref(ref))]
        }
        self = .object(fields)
    }

    private init(_ wake: Wake) {
        switch wake {
        case .at(.distantPast): self = .text("now")
        case .at(let instant): self = .instant(instant)
        case .never: self = .text("never")
        }
    }

    private init(_ outcome: Outcome) {
        switch outcome {
        case .token(let ref):
            self = .object([Field("outcome", .text("token")), Field("ref", .ref(ref))])
        case .failed(let failure):
            self = .object([Field("outcome", .text("failed")), Field("failure", .name(failure))])
        case .unavailable(let until):
            self = .object([Field("outcome", .text("unavailable")), Field("until", .instant(until))])
        case .superseded:
            self = .object([Field("outcome", .text("superseded"))])
        case .signedOut:
            self = .object([Field("outcome", .text("signedOut"))])
        }
    }
}

extension Disposition {
    /// All dispositions, in the order of their numbers in a log.
    package static var allCases: [Disposition] {
        [.taken] + IgnoreReason.allCases.map(Disposition.ignored)
    }

    /// `taken`, or why it was ignored.
    package var name: String {
        switch self {
        case .taken: "taken"
        case .ignored(let reason): reason.caseName
        }
    }

    /// The number in a log.
    package var code: Int64 {
        switch self {
        case .taken: 0
        case .ignored(let reason): Int64(reason.rawValue)
        }
    }
}
