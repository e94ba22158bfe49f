// SPDX-License-Identifier: Apache-2.0

/// Up to four refs, in the order in which they came, each once: as many as a transition can let go of (an access
/// and a refresh token of the old state, and the same of the event).
public struct RefSet: Hashable, Sendable, BitwiseCopyable {
    @usableFromInline var first: UInt64 = 0
    @usableFromInline var second: UInt64 = 0
    @usableFromInline var third: UInt64 = 0
    @usableFromInline var fourth: UInt64 = 0
    @usableFromInline var storedCount: UInt8 = 0

    /// No refs.
    @inlinable
    public init() {}

    /// The greatest number of refs that fit.
    @inlinable
    public static var capacity: Int { 4 }

    /// How many refs there are, 0 to 4.
    @inlinable
    public var count: Int { Int(storedCount) }

    /// Whether there are none.
    @inlinable
    public var isEmpty: Bool { count == 0 }

    /// Whether `ref` is one of them.
    @inlinable
    public func contains(_ ref: TokenRef) -> Bool {
        let value = ref.rawValue
        return (count > 0 && first == value) || (count > 1 && second == value)
            || (count > 2 && third == value) || (count > 3 && fourth == value)
    }

    /// Adds `ref` at the end unless it is there. A fifth one finds no place and is left out.
    @inlinable
    mutating func insert(_ ref: TokenRef) {
        guard !contains(ref) else { return }
        switch count {
        case 0: first = ref.rawValue
        case 1: second = ref.rawValue
        case 2: third = ref.rawValue
        case 3: fourth = ref.rawValue
        default: return
        }
        storedCount += 1
    }
}

extension RefSet: RandomAccessCollection {
    @inlinable
    public var startIndex: Int { 0 }

    @inlinable
    public var endIndex: Int { count }

    @inlinable
    public subscript(position: Int) -> TokenRef {
        precondition(position >= 0 && position < count)
        return switch position {
        case 0: TokenRef(rawValue: first)
        case 1: TokenRef(rawValue: second)
        case 2: TokenRef(rawValue: third)
        default: TokenRef(rawValue: fourth)
        }
    }
}

extension RefSet: ExpressibleByArrayLiteral {
    /// The refs of the literal; what is more than four is left out.
    public init(arrayLiteral refs: TokenRef...) {
        self.init()
        for ref in refs { insert(ref) }
    }
}
