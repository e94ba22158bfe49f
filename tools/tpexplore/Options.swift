// SPDX-License-Identifier: Apache-2.0

/// What is asked for on the command line.
struct Options {
    var flights = 2
    var leastRate = 0

    /// - Returns: `nil` where `arguments` are none that there are.
    init?(_ arguments: some Sequence<String>) {
        var arguments = arguments.makeIterator()
        while let name = arguments.next() {
            guard let value = arguments.next().flatMap(Int.init) else { return nil }
            switch name {
            case "--flights" where (1...3).contains(value): flights = value
            case "--at-least" where value >= 0: leastRate = value
            case _: return nil
            }
        }
    }
}
