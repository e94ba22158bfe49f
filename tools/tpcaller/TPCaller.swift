// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AuditLog
import Configuration
import Foundation
import Logging
import ServiceLifecycle
import TicketparkAuth
import UnixSignals

/// `tpcaller`: reads the access token of one session over and over, and says each time what it got. It is there to share
/// a log with others of its kind, to be killed, and to be shut down; what it said has to fit what they said.
@main
struct TPCaller: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tpcaller",
        abstract: "Read a session's access token over and over, and say what was read.",
        discussion: """
            For tests. Its settings are those of a service, in the environment. Once the log is open, "ready" is written \
            to standard output; then one line for each read, "read BEGIN END OUTCOME": when it began and ended, in \
            microseconds since the Unix epoch, and the name of the token or why there was none. "reject TIME TOKEN" is \
            written before a token is reported as refused, "closed" at the end of a graceful shutdown.
            """)

    @Option(help: "The session.")
    var session = "default"

    @Option(help: "Sets what happens apart from other runs.")
    var seed: UInt64 = 1

    @Option(help: "How many milliseconds to pause between two reads.")
    var pause = 5

    @Option(help: "After how many milliseconds, on average, to report a token as refused; never where it is 0.")
    var rejectEvery = 0

    func run() async throws {
        let logger = Logger(label: "tpcaller") { _ in SwiftLogNoOpLogHandler() }
        do {
            let service = try await TokenService(
                configuration: ConfigReader(
                    provider: EnvironmentVariablesProvider(), accessReporter: SettingOrigins()),
                logger: logger)
            let caller = Caller(
                session: try service.session(session), seed: seed, pause: .milliseconds(pause),
                rejectEvery: .milliseconds(rejectEvery))
            try Caller.say("ready")
            // What stands last is shut down first: who reads ends before what is read.
            try await ServiceGroup(
                services: [service, caller], gracefulShutdownSignals: [.sigterm], logger: logger
            ).run()
            try Caller.say("closed")
        } catch {
            FileHandle.standardError.write(Data("tpcaller: \(error)\n".utf8))
            throw ExitCode(1)
        }
    }
}
