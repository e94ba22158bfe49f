// SPDX-License-Identifier: Apache-2.0

/// What is to be done, in this order: send, wake, settle, forget. At most one of each.
public struct Effects: Hashable, Sendable, BitwiseCopyable {
    /// Make this token request.
    public var send: TokenRequest?
    /// Set, move or clear the timer. Always the state's deadline; there only when that changed.
    public var wake: Wake?
    /// Tell the callers that wait.
    public var settle: Outcome?
    /// Drop these secrets.
    public var forget: RefSet

    /// These effects.
    @inlinable
    public init(send: TokenRequest? = nil, wake: Wake? = nil, settle: Outcome? = nil, forget: RefSet = RefSet()) {
        self.send = send
        self.wake = wake
        self.settle = settle
        self.forget = forget
    }

    /// Whether there is nothing to do.
    @inlinable
    public var isEmpty: Bool {
        send == nil && wake == nil && settle == nil && forget.isEmpty
    }
}

/// One thing to be done.
public enum Effect: Hashable, Sendable, BitwiseCopyable {
    /// Make this token request.
    case send(TokenRequest)
    /// Set, move or clear the timer.
    case wake(Wake)
    /// Tell the callers that wait.
    case settle(Outcome)
    /// Drop these secrets.
    case forget(RefSet)
}

extension Effects: Sequence {
    /// Walks over the effects that are there, in order.
    @inlinable
    public func makeIterator() -> Iterator {
        Iterator(self)
    }

    /// Walks over the effects that are there, in order.
    public struct Iterator: IteratorProtocol {
        @usableFromInline var rest: Effects

        @inlinable
        init(_ effects: Effects) {
            rest = effects
        }

        @inlinable
        public mutating func next() -> Effect? {
            if let send = rest.send {
                rest.send = nil
                return .send(send)
            }
            if let wake = rest.wake {
                rest.wake = nil
                return .wake(wake)
            }
            if let settle = rest.settle {
                rest.settle = nil
                return .settle(settle)
            }
            guard !rest.forget.isEmpty else { return nil }
            defer { rest.forget = RefSet() }
            return .forget(rest.forget)
        }
    }
}
