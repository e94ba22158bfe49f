// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// Runs the real service, interpreter, reducer and log in virtual time.
@main
struct TPSimulate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Run the real service, interpreter, log and reducer in virtual time.",
        subcommands: [Simulate.self, Soak.self],
        defaultSubcommand: Simulate.self)
}
