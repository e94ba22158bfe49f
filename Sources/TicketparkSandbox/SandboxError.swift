// SPDX-License-Identifier: Apache-2.0

/// Why a sandbox could not start or stop.
public enum SandboxError: Error, Sendable, Equatable {
    /// Another process listens on this port.
    case portInUse(Int)
    /// The address cannot be listened on, for another reason.
    case cannotListen(host: String, port: Int, reason: String)
    /// A value of the configuration makes no sense.
    case invalidConfiguration(String)
    /// The certificate cannot be made, kept or read.
    case certificate(String)
    /// A file cannot be read.
    case cannotRead(path: String)
    /// A file cannot be written.
    case cannotWrite(path: String, reason: String)
    /// The server ended on an error.
    case failed(String)
}

extension SandboxError: CustomStringConvertible {
    /// One line, without a secret.
    public var description: String {
        switch self {
        case .portInUse(let port): "port \(port) is in use"
        case .cannotListen(let host, let port, let reason): "cannot listen on \(host), port \(port): \(reason)"
        case .invalidConfiguration(let what): what
        case .certificate(let what): what
        case .cannotRead(let path): "cannot read \(path)"
        case .cannotWrite(let path, let reason): "cannot write \(path): \(reason)"
        case .failed(let reason): "the sandbox failed: \(reason)"
        }
    }
}
