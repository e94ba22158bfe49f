// SPDX-License-Identifier: Apache-2.0

/// Faults that wait for upcoming requests of one kind. Each request takes the place in front, empty or not.
struct FaultQueue<Fault: Sendable>: Sendable {
    private var places: [Fault?] = []

    /// How many faults still wait.
    var waiting: Int { places.count { $0 != nil } }

    /// Puts a fault into the first free places, from the request on that comes after the next `skipping` ones.
    mutating func insert(_ fault: Fault, times: Int, skipping: Int) {
        var index = skipping
        for _ in 0..<times {
            while index < places.count, places[index] != nil { index += 1 }
            while places.count <= index { places.append(nil) }
            places[index] = fault
        }
    }

    /// The fault for the request that has come.
    mutating func next() -> Fault? {
        places.isEmpty ? nil : places.removeFirst()
    }

    mutating func removeAll() { places = [] }
}
