// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// A command of `tpauth`.
protocol AuthCommand: AsyncParsableCommand, Sendable {
    /// Runs the command.
    func execute() async throws -> AuthExit
}

extension AuthCommand {
    mutating func run() async throws {
        throw CleanExit.helpRequest(self)
    }
}
