// SPDX-License-Identifier: Apache-2.0

import Configuration
import Foundation
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import TicketparkAuth
import UnixSignals

/// `tpboxoffice`: an example of a service that works with the Ticketpark API for months without anybody. To be copied.
///
/// It is never given a password. Somebody signs in once, with the same settings: `tpauth login --session box-office`.
@main
struct TPBoxOffice {
    static func main() async {
        do {
            try await run()
        } catch {
            FileHandle.standardError.write(Data("tpboxoffice: \(error)\n".utf8))
            exit(1)
        }
    }

    private static func run() async throws {
        let configuration = ConfigReader(
            providers: [
                EnvironmentVariablesProvider(),
                InMemoryProvider(
                    name: "defaults",
                    values: [
                        "ticketpark.log": "auth.sqlite", "boxOffice.host": "127.0.0.1", "boxOffice.port": 8080,
                        "boxOffice.session": "box-office",
                    ]),
            ],
            // So that errors tell which of them a wrong value came from.
            accessReporter: SettingOrigins())
        let host = try await configuration.fetchRequiredString(forKey: "boxOffice.host")
        let port = try await configuration.fetchRequiredInt(forKey: "boxOffice.port")
        let label = try await configuration.fetchRequiredString(forKey: "boxOffice.session")
        let logger = Logger(label: "tpboxoffice")

        let tokens = try await TokenService(
            configuration: configuration,
            onHealthChange: { change in
                // Here somebody would be paged.
                let report = HealthReport(change.health, session: "\(change.session)")
                logger.log(level: report.isServing ? .notice : .error, "\(report)")
            }, logger: logger)
        let session = try tokens.session(label)
        let office = BoxOffice(
            session: session, events: TicketparkEvents(try .init(patience: .seconds(5), of: session)))
        let web = Application(
            router: office.router(),
            configuration: ApplicationConfiguration(address: .hostname(host, port: port)),
            onServerRunning: { channel in
                print("open at http://\(host):\(channel.localAddress?.port ?? port): \(await office.health())")
                fflush(nil)
            }, logger: logger)

        // What stands last is shut down first: the counter closes before the session that it works with.
        try await ServiceGroup(
            services: [tokens, web], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger
        ).run()
    }
}
