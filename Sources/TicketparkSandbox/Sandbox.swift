// SPDX-License-Identifier: Apache-2.0

import Foundation
import Hummingbird
import HummingbirdTLS
public import Logging
import NIOCore
import NIOSSL
import ServiceLifecycle

/// An HTTPS server that behaves like Ticketpark's token endpoint and API, with faults on demand.
///
/// ```swift
/// let sandbox = try await Sandbox.start()
/// sandbox.inject(.dropAfterRotating, into: .refresh)
/// // Sign in at sandbox.baseURL, trusting sandbox.certificateAuthorityPEM …
/// #expect(sandbox.counts.refreshesGranted == 1)
/// try await sandbox.stop()
/// ```
///
/// A sandbox that is no longer needed must be stopped; dropping the last reference to it does not end it.
public final class Sandbox: Sendable {
    /// `https://localhost:PORT`, without a slash at its end.
    public let baseURL: String
    /// The port that the sandbox listens on.
    public let port: Int
    /// The certificate of the authority that clients must trust.
    public let certificateAuthorityPEM: String

    let configuration: SandboxConfiguration
    let state: ServerState
    private let services: ServiceGroup
    private let running: Task<Void, any Error>

    private init(
        port: Int, identity: ServerIdentity, configuration: SandboxConfiguration, state: ServerState,
        services: ServiceGroup, running: Task<Void, any Error>
    ) {
        self.port = port
        self.configuration = configuration
        self.state = state
        self.services = services
        self.running = running
        baseURL = "https://localhost:\(port)"
        certificateAuthorityPEM = identity.authorityPEM
    }

    /// Starts a sandbox with that `configuration`; it listens when this returns.
    ///
    /// The `logger` is silent unless one is given. No secret is logged.
    public static func start(
        _ configuration: SandboxConfiguration = SandboxConfiguration(), logger: Logger? = nil
    ) async throws(SandboxError) -> Sandbox {
        try configuration.validate()
        let identity = try identity(for: configuration)
        let state = ServerState(model: configuration.makeModel())
        let logger = logger ?? Logger(label: "ticketpark.sandbox") { _ in SwiftLogNoOpLogHandler() }
        let (ports, port) = AsyncStream<Int>.makeStream()
        let application = try application(configuration, identity, state, logger) { channel in
            port.yield(channel.localAddress?.port ?? configuration.port)
            port.finish()
        }
        let services = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: [application], logger: logger))
        let running = Task {
            defer { port.finish() }
            try await services.run()
        }
        for await port in ports {
            return Sandbox(
                port: port, identity: identity, configuration: configuration, state: state, services: services,
                running: running)
        }
        // It ended by itself, or the caller was cancelled, and nobody would ever stop it.
        await services.triggerGracefulShutdown()
        throw await startError(of: running, configuration)
    }

    /// Stops the sandbox: open requests end, held answers are dropped, the port is free when this returns.
    public func stop() async throws(SandboxError) {
        await services.triggerGracefulShutdown()
        do {
            try await running.value
        } catch {
            throw .failed("\(error)")
        }
    }

    private static func identity(for configuration: SandboxConfiguration) throws(SandboxError) -> ServerIdentity {
        guard let folder = configuration.stateDirectory else {
            return try .make(at: configuration.now(), configuration.certificate)
        }
        return try .kept(in: folder, at: configuration.now())
    }

    private static func application(
        _ configuration: SandboxConfiguration, _ identity: ServerIdentity, _ state: ServerState, _ logger: Logger,
        onServerRunning: @escaping @Sendable (any Channel) async -> Void
    ) throws(SandboxError) -> some ApplicationProtocol {
        do {
            let chain = try NIOSSLCertificate.fromPEMBytes(Array(identity.certificatePEM.utf8))
            let key = try NIOSSLPrivateKey(bytes: Array(identity.privateKeyPEM.utf8), format: .pem)
            let tls = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
            return Application(
                responder: SandboxResponder(
                    state: state, now: configuration.now, onTokenRequest: configuration.onTokenRequest),
                server: try .tls(
                    .http1(configuration: .init(additionalChannelHandlers: [QuickFarewell()])),
                    tlsConfiguration: tls),
                configuration: ApplicationConfiguration(
                    address: .hostname(configuration.host, port: configuration.port)),
                onServerRunning: onServerRunning, logger: logger)
        } catch {
            throw .certificate("cannot use the certificate: \(error)")
        }
    }

    private static func startError(
        of running: Task<Void, any Error>, _ configuration: SandboxConfiguration
    ) async -> SandboxError {
        do {
            try await running.value
            return .failed("it ended before it listened")
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            return .portInUse(configuration.port)
        } catch {
            return .cannotListen(host: configuration.host, port: configuration.port, reason: "\(error)")
        }
    }
}
