// SPDX-License-Identifier: Apache-2.0

package import TokenMachine

extension EventRow {
    /// Takes over an event and what the machine made of it.
    mutating func set(_ event: TokenEvent, from: StateKind, _ transition: Transition) {
        setColumns(event, from: from, transition)
        state = transition.state.canonicalBytes
        effects = transition.effects.canonicalBytes
    }

    /// Takes over an event and what the machine made of it, but for its bytes.
    mutating func setColumns(_ event: TokenEvent, from: StateKind, _ transition: Transition) {
        kind = Int64(event.kind.rawValue)
        at = event.at.milliseconds
        fromState = Int64(from.rawValue)
        toState = Int64(transition.state.kind.rawValue)
        switch transition.disposition {
        case .taken: disposition = 0
        case .ignored(let reason): disposition = Int64(reason.rawValue)
        }
        reducer = Int64(reducerVersion)
        details.set(event.fact)
        details.failure = transition.state.visibleFailure.map { Int64($0.rawValue) }
    }

    /// Takes over a record of the log itself.
    mutating func set(_ record: LogRecord, at instant: Instant) {
        kind = Int64(record.kind.rawValue)
        at = instant.milliseconds
        reducer = Int64(reducerVersion)
        details.subject = record.subject?.number
        details.refreshRef = record.refresh.map(\.column)
        details.amount = record.amount?.milliseconds
        state = record.content
    }

    /// The event that the row holds.
    package func decoded() throws(MalformedRow) -> StoredEvent {
        try stored(try decodedContent())
    }

    /// The event that the row holds, whose content is known.
    func stored(_ content: StoredEvent.Content) throws(MalformedRow) -> StoredEvent {
        StoredEvent(
            seq: seq,
            id: EventID(stored: id),
            session: SessionID(session),
            version: version,
            policy: policy,
            at: Instant(milliseconds: at),
            wallMicroseconds: wall,
            writer: writer,
            cause: details.cause,
            content: content,
            note: note.map { String(decoding: $0, as: UTF8.self) },
            reducer: try number(reducer, "reducer"),
            chain: chain)
    }

    /// What the row is about.
    func decodedContent() throws(MalformedRow) -> StoredEvent.Content {
        let code: UInt8 = try number(kind, "kind")
        if let kind = LogRecord.Kind(rawValue: code) {
            return .record(try record(kind))
        }
        let event = TokenEvent(try fact(code), at: Instant(milliseconds: at))
        let disposition: Disposition =
            self.disposition == 0 ? .taken : .ignored(try self.code(self.disposition, "disposition"))
        let transition = Transition(try decodedState(), try decodedEffects(), disposition)
        guard Int64(transition.state.kind.rawValue) == toState else { throw malformed("to_state") }
        return .event(event, from: try self.code(fromState, "from_state"), transition)
    }

    private func record(_ kind: LogRecord.Kind) throws(MalformedRow) -> LogRecord {
        var record = LogRecord(
            kind,
            subject: details.subject.map(SessionID.init),
            refresh: details.refreshRef.map(TokenRef.init(column:)),
            amount: details.amount.map(Interval.init(milliseconds:)))
        do {
            try record.setContent(state)
        } catch {
            throw malformed("state")
        }
        return record
    }

    private func decodedState() throws(MalformedRow) -> TokenState {
        do {
            return try Upcaster.current.state(state, reducer: reducer)
        } catch {
            throw malformed("state")
        }
    }

    private func decodedEffects() throws(MalformedRow) -> Effects {
        do {
            return try Upcaster.current.effects(effects, reducer: reducer)
        } catch {
            throw malformed("effects")
        }
    }

    private func fact(_ code: UInt8) throws(MalformedRow) -> TokenEvent.Fact {
        guard let kind = EventKind(rawValue: code) else { throw malformed("kind") }
        switch kind {
        case .signInRequested: return .signInRequested
        case .grantAdopted: return .grantAdopted(try grant())
        case .grantIssued:
            return .grantIssued(try current(), try grant(), spent: details.spentRef.map(TokenRef.init(column:)))
        case .requestDenied:
            let denial = Denial(
                code: try self.code(details.denial, "denial"), status: try number(details.status, "status"))
            return .requestDenied(try current(), denial)
        case .requestFaulted: return .requestFaulted(try current(), try fault())
        case .tokenRequested: return .tokenRequested
        case .accessRejected:
            guard let ref = details.accessRef else { throw malformed("access_ref") }
            return .accessRejected(TokenRef(column: ref))
        case .deadlineReached: return .deadlineReached
        case .attemptInterrupted: return .attemptInterrupted(try attempt())
        case .signOutRequested: return .signOutRequested(burn: details.burn == 1)
        }
    }

    private func grant() throws(MalformedRow) -> Grant {
        guard let requested = details.requested else { throw malformed("requested_ms") }
        let access = details.accessRef.map {
            GrantedAccessToken(
                ref: TokenRef(column: $0), lifetime: details.lifetime.map(Interval.init(milliseconds:)))
        }
        return Grant(
            access: access,
            refresh: details.refreshRef.map(TokenRef.init(column:)),
            requestedAt: Instant(milliseconds: requested))
    }

    private func fault() throws(MalformedRow) -> Fault {
        var status: UInt16?
        if let column = details.status { status = try number(column, "status") }
        return Fault(
            try code(details.fault, "fault"),
            status: status,
            reached: try code(details.reached, "reached"),
            retryAfter: details.retryAfter.map(Interval.init(milliseconds:)))
    }

    private func attempt() throws(MalformedRow) -> Attempt {
        guard let attempt = details.attempt else { throw malformed("attempt") }
        return Attempt(UInt64(bitPattern: attempt))
    }

    private func current() throws(MalformedRow) -> TokenTry {
        TokenTry(attempt: try attempt(), number: try number(details.try, "try"))
    }

    private func number<Number: FixedWidthInteger>(_ value: Int64?, _ column: String) throws(MalformedRow) -> Number {
        guard let value, let number = Number(exactly: value) else { throw malformed(column) }
        return number
    }

    private func code<Code: RawRepresentable>(
        _ value: Int64?, _ column: String
    ) throws(MalformedRow) -> Code where Code.RawValue == UInt8 {
        guard let code = Code(rawValue: try number(value, column)) else { throw malformed(column) }
        return code
    }

    private func malformed(_ column: String) -> MalformedRow {
        MalformedRow(seq: seq, column: column)
    }
}

extension EventDetails {
    mutating func set(_ fact: TokenEvent.Fact) {
        switch fact {
        case .signInRequested, .tokenRequested, .deadlineReached:
            break
        case .grantAdopted(let grant):
            set(grant)
        case .grantIssued(let current, let grant, let spent):
            set(current)
            set(grant)
            spentRef = spent?.column
        case .requestDenied(let current, let denial):
            set(current)
            self.denial = Int64(denial.code.rawValue)
            status = Int64(denial.status)
        case .requestFaulted(let current, let fault):
            set(current)
            self.fault = Int64(fault.kind.rawValue)
            status = fault.status.map(Int64.init)
            reached = Int64(fault.reached.rawValue)
            retryAfter = fault.retryAfter?.milliseconds
        case .accessRejected(let ref):
            accessRef = ref.column
        case .attemptInterrupted(let attempt):
            self.attempt = Int64(bitPattern: attempt.number)
        case .signOutRequested(let burn):
            self.burn = burn ? 1 : 0
        }
    }

    private mutating func set(_ current: TokenTry) {
        attempt = Int64(bitPattern: current.attempt.number)
        `try` = Int64(current.number)
    }

    private mutating func set(_ grant: Grant) {
        accessRef = grant.access?.ref.column
        lifetime = grant.access?.lifetime?.milliseconds
        refreshRef = grant.refresh?.column
        requested = grant.requestedAt.milliseconds
    }
}

extension TokenRef {
    /// The ref as an INTEGER column holds it: the same 64 bits, with a sign.
    package var column: Int64 { Int64(bitPattern: rawValue) }

    /// The ref that an INTEGER column holds.
    package init(column: Int64) {
        self.init(rawValue: UInt64(bitPattern: column))
    }
}

extension TokenState {
    /// The failure that a session is in, or that holds its renewal back.
    package var visibleFailure: Failure? {
        switch self {
        case .failed(let state): state.failure
        case .valid(let state):
            switch state.renewal {
            case .heldBack(let failure, _): failure
            case .due, .impossible: nil
            }
        case .unauthenticated, .authenticating, .expired, .refreshing: nil
        }
    }
}
