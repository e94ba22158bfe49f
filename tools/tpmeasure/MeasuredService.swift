// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation
import Logging
import TicketparkAuth
import TokenMachine

/// The service as anybody embeds it, over a log of its own, but for the token endpoint: that one is in this process.
enum MeasuredService {
    /// Opens the log in `folder`, which is made where it is not there.
    static func open(
        _ folder: String, endpoint: any TokenEndpoint, logEnvironment: LogEnvironment = .system,
        concurrentTokenRequests: Int = 64
    ) throws -> TokenService {
        var logger = Logger(label: "tpmeasure")
        logger.logLevel = .critical
        return try TokenService(
            provider: .ticketpark(
                clientKey: "1_key", clientSecret: Secret("client-secret"), baseURL: "http://127.0.0.1:1",
                allowsPlainHTTPOnLoopback: true),
            log: .file(log(in: folder)), vaultKey: keys(in: folder), endpoint: endpoint,
            logEnvironment: logEnvironment,
            environment: Interpreter.Environment(clocks: .system, random: LogEnvironment.system.random),
            concurrentTokenRequests: concurrentTokenRequests, logger: logger)
    }

    static func log(in folder: String) -> String { folder + "/log.sqlite" }

    static func keys(in folder: String) -> KeySource { .file(path: folder + "/log.key") }

    /// A token of that name, as long as the server's are (86 letters) unless another length is asked for.
    static func token(_ name: String, length: Int = 86) -> String {
        name + String(repeating: "x", count: max(0, length - name.count))
    }
}
