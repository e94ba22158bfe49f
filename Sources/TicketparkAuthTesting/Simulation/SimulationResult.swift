// SPDX-License-Identifier: Apache-2.0

package import TokenMachine

/// What a simulated run came to.
package struct SimulationResult: Hashable, Sendable {
    /// What should have held and did not, each with its time.
    package var violations: [String] = []
    /// The chain after the log's last event: the fingerprint of the whole run.
    package var chain: [UInt8] = []
    /// How many events were logged.
    package var events: Int64 = 0
    /// How many callers got a token.
    package var served = 0
    /// How many callers got an error.
    package var refused = 0
    /// How many token requests the server saw.
    package var requests = 0
    /// The cells of the machine's table that were reached.
    package var cells: Set<Cell> = []

    /// A state and an event that met in it.
    package struct Cell: Hashable, Sendable {
        package var state: StateKind
        package var event: EventKind
    }
}
