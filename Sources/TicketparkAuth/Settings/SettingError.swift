// SPDX-License-Identifier: Apache-2.0

public import AuditLog

/// Why a service cannot be set up as its configuration says. It never holds the value of a secret.
public struct SettingError: Error, Hashable, Sendable {
    /// The setting that is wrong.
    public let setting: ServiceSetting
    /// Where its value came from; where it is missing, who was asked.
    public let origin: SettingOrigin
    /// What is wrong with it.
    public let problem: Problem

    /// What is wrong with a setting.
    public enum Problem: Hashable, Sendable {
        /// Nobody gave it.
        case missing
        /// There is nothing in it.
        case empty
        /// The provider that has it could not give it as that, for that reason; none is told of a secret.
        case notGiven(as: String, reason: String?)
        /// It takes nothing but that, in words.
        case takes(String)
        /// It says what another setting says too.
        case besides(ServiceSetting)
        /// The provider of tokens cannot be as it says.
        case provider(ProviderError)
        /// The file that it names, or the credential, cannot be used.
        case file(path: String, FileProblem)
        /// It names a systemd credential, and systemd has given none.
        case noCredentials
        /// It is no name of a credential.
        case notACredentialName
    }

    /// What is wrong with a file that holds a secret.
    public enum FileProblem: Error, Hashable, Sendable {
        /// It is not there, is a folder, or may not be read.
        case unreadable(PosixFailure)
        /// Others can read or change it.
        case exposed(mode: UInt32)
        /// It is longer than a secret is.
        case tooLong
        /// It is no text in UTF-8.
        case notText
        /// There is nothing in it but at most a line break.
        case empty
    }

    init(_ setting: ServiceSetting, _ origin: SettingOrigin, _ problem: Problem) {
        self.setting = setting
        self.origin = origin
        self.problem = problem
    }
}

extension SettingError: CustomStringConvertible {
    /// One line: which setting, what is wrong, what to do, and where it came from.
    public var description: String {
        switch problem {
        case .missing: "\(setting) is missing; set it, as \(setting.variable) in the environment (asked: \(origin))"
        default: "\(setting) \(problem.explanation) (\(origin))"
        }
    }
}

extension SettingError.Problem {
    /// What is wrong, and what to do.
    package var explanation: String {
        switch self {
        case .missing: "is missing; set it"
        case .empty: "is empty; set it, or leave it out"
        case .notGiven(let kind, let reason):
            "cannot be had as \(kind); mend what gives it" + (reason.map { ": " + $0 } ?? "")
        case .takes(let words): "takes \(words)"
        case .besides(let other): "is set besides \(other); leave one of them out"
        case .provider(let error): error.explanation
        case .file(let path, let problem): "names \(ServerText(path)?.text ?? "a file"), which \(problem.explanation)"
        case .noCredentials:
            "names a credential, and $CREDENTIALS_DIRECTORY is not set; start this with systemd's LoadCredential="
        case .notACredentialName: "is no name of a credential; take one without slashes"
        }
    }
}

extension SettingError.FileProblem {
    /// What is wrong, and what to do.
    package var explanation: String {
        switch self {
        case .unreadable(let failure): "cannot be read: \(failure); check the path and its permissions"
        case .exposed(let mode):
            "others can read or change (mode \(String(mode, radix: 8))); take that away: chmod g-w,o= FILE"
        case .tooLong: "is longer than \(SecretFile.longest) bytes; name the file that holds the secret alone"
        case .notText: "is no UTF-8; name the file that holds the secret as text"
        case .empty: "is empty; write the secret into it"
        }
    }
}

extension ProviderError {
    /// What is wrong, and what to do, in the words of a configuration.
    fileprivate var explanation: String {
        switch problem {
        case .plainHTTP:
            "is plain http; use https, or set \(ServiceSetting.allowPlainHTTP) for a server on this host"
        case .colonInRawBasic:
            "holds a colon, which raw Basic cannot send; set \(ServiceSetting.clientAuthentication) to form"
        default: problem.explanation
        }
    }
}
