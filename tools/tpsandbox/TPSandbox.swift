// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import Logging
import TicketparkSandbox

/// `tpsandbox`: the sandbox in the foreground, until SIGTERM or SIGINT.
@main
struct TPSandbox: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tpsandbox",
        abstract: "An HTTPS server that behaves like Ticketpark's, with faults on demand.",
        discussion: """
            A fault is written TARGET:FAULT[=VALUE][,retry-after=SECONDS][,times=N][,skip=N] and befalls the upcoming \
            requests of its target, in the order of the flags.
            Into password and refresh: slow=SECONDS, status=CODE, status-after-rotating=CODE, drop-before-work, \
            drop-after-rotating, crash-after=STEP (insert-access, insert-refresh, delete-refresh), old-refresh-token-kept, \
            html[=CODE], expires-in=JSON, expires-in-omitted, refresh-token-omitted, token-type=JSON, token-type-omitted, \
            redirect=URL, echo[=ERROR], denial=ERROR, empty-forbidden, oversize-body=BYTES, endless-body, truncated-body.
            Into api: slow=SECONDS, status=CODE, drop-before-work, drop-after-work, unauthorized-without-challenge, \
            expired-token, insufficient-scope=SCOPE, html[=CODE].
            It behaves like another server with --manner: to the letter of RFC 6749, with rotation as in RFC 9700, curt, old, \
            or behind a proxy that compresses.
            Exit codes: 0 stopped by a signal; 6 cannot listen or write; 64 usage; 70 internal.
            """,
        version: "0.1.0")

    @Option(help: "The port to listen on; 0 takes a free one.")
    var port = 0
    @Option(help: "The file to which the authority's certificate is written; a temporary one unless given.")
    var caFile: String?
    @Option(help: "A folder that keeps the certificates, so that a restarted sandbox is trusted as before.")
    var stateDir: String?
    @Option(help: "How long access tokens live, in seconds.")
    var accessLifetime = 600
    @Option(help: "How long refresh tokens live, in seconds.")
    var refreshLifetime = 1_209_600
    @OptionGroup(title: "Other servers")
    var other: MannerOptions
    @Option(help: "The certificate to show; every one but the proper one is to be refused.")
    var certificate = ServerCertificate.proper
    @Option(parsing: .singleValue, help: "Let upcoming requests go wrong; may be repeated. See above.")
    var fault: [String] = []
    @Option(help: "The user name that signs in.")
    var username: String?
    @Option(help: "The file that holds the user's password; its last line break does not count.")
    var passwordFile: String?
    @Option(help: "The client key.")
    var clientKey: String?
    @Option(help: "The file that holds the client secret; its last line break does not count.")
    var clientSecretFile: String?
    @Option(help: "A file to which one line of JSON is appended for each token request.")
    var journal: String?
    @Flag(help: "Announce the sandbox as one line of JSON.")
    var json = false
    @Option(
        help: "Log to standard error from this level on: trace, debug, info, notice, warning, error, critical.",
        transform: Self.level)
    var logLevel: Logger.Level?

    /// Runs the command; every error comes out as one line.
    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            let code = (error as? SandboxError)?.exitCode ?? exitCode(for: error)
            guard !code.isSuccess else { exit(withError: error) }
            let line = (error as? SandboxError)?.description ?? message(for: error)
            StandardStream.error.write(line: "tpsandbox: " + OneLine.of(line))
            exit(withError: code)
        }
    }

    func run() async throws {
        let faults = try fault.map { try FaultSpecification(parsing: $0) }
        var configuration = try makeConfiguration()
        if let journal {
            let file = try JournalFile(path: journal)
            configuration.onTokenRequest = { file.append($0) }
        }
        let signals = StopSignals()
        let sandbox = try await Sandbox.start(configuration, logger: logLevel.map(Self.logger))
        faults.forEach { sandbox.inject($0) }
        let certificate = URL(filePath: caFile ?? defaultCAFile(port: sandbox.port))
        do {
            try sandbox.writeCertificateAuthority(to: certificate)
        } catch {
            try await sandbox.stop()
            throw error
        }
        let announcement = Announcement(
            sandbox: sandbox, caFile: certificate.path, showsPassword: passwordFile == nil,
            showsClientSecret: clientSecretFile == nil)
        StandardStream.output.write(line: json ? announcement.json.description : announcement.text)
        await signals.first()
        try await sandbox.stop()
        if caFile == nil, stateDir == nil { try? FileManager.default.removeItem(at: certificate) }
    }

    private func defaultCAFile(port: Int) -> String {
        if let stateDir { return URL(filePath: stateDir).appending(path: "ca.pem").path }
        return FileManager.default.temporaryDirectory.appending(path: "tpsandbox-\(port)-ca.pem").path
    }

    private func makeConfiguration() throws -> SandboxConfiguration {
        var configuration = SandboxConfiguration(
            port: port, accessTokenLifetime: .seconds(accessLifetime),
            refreshTokenLifetime: .seconds(refreshLifetime), manner: try other.serverManner())
        configuration.certificate = certificate
        if let stateDir { configuration.stateDirectory = URL(filePath: stateDir) }
        if let username { configuration.username = username }
        if let clientKey { configuration.clientKey = clientKey }
        if let passwordFile { configuration.password = try SecretFile.read(passwordFile) }
        if let clientSecretFile { configuration.clientSecret = try SecretFile.read(clientSecretFile) }
        return configuration
    }

    private static func level(_ text: String) throws -> Logger.Level {
        guard let level = Logger.Level(rawValue: text) else {
            throw ValidationError("there is no log level \(text)")
        }
        return level
    }

    private static func logger(level: Logger.Level) -> Logger {
        var logger = Logger(label: "tpsandbox") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = level
        return logger
    }
}

extension SandboxError {
    fileprivate var exitCode: ExitCode {
        switch self {
        case .portInUse, .cannotListen, .certificate, .cannotRead, .cannotWrite: ExitCode(6)
        case .invalidConfiguration: .validationFailure
        case .failed: ExitCode(70)
        }
    }
}
