import ArgumentParser
import AuditLog
import Foundation
import TokenMachine

/// Settings of a policy that are to be other than they were, as `renewAt=0.5` or from a file.
struct PolicyChange {
    /// What is changed, as it was written.
    private(set) var names: [String] = []
    private var changes: [(inout TokenPolicy) -> Void] = []

    /// The policy with all of the changes.
    func changed(_ policy: TokenPolicy) -> TokenPolicy {
        var policy = policy
        for change in changes { change(&policy) }
        return policy
    }

    /// Takes a setting as it is written on a command line.
    mutating func add(_ text: String) throws {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 else {
            throw ValidationError("--set takes a setting and a value, as renewAt=0.5, and not \(text)")
        }
        try add(parts[0], parts[1])
    }

    /// Takes all settings of a JSON object, as `tpaudit info --format json` shows policies.
    mutating func add(file path: String) throws {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Refusal(exit: .cannotOpen, message: "cannot read the policy \(path); check the path")
        }
        guard let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any] else {
            throw Refusal(exit: .usage, message: "\(path) is no JSON object of settings, as {\"renewAt\": 0.5}")
        }
        let settings = object["policy"] as? [String: Any] ?? object
        for (name, value) in settings.sorted(by: { $0.key < $1.key }) { try add(name, "\(value)") }
    }

    private mutating func add(_ name: String, _ value: String) throws {
        guard let setting = PolicySetting.all.first(where: { $0.name == name || $0.loggedName == name }) else {
            throw ValidationError(
                "there is no setting \(name); there are \(PolicySetting.all.map(\.name).joined(separator: ", "))")
        }
        guard let change = setting.change(value, isLogged: name == setting.loggedName && name != setting.name) else {
            throw ValidationError("\(name) takes \(setting.kind.words), and not \(value)")
        }
        names.append("\(setting.name)=\(value)")
        changes.append(change)
    }
}

/// A setting of a policy, by its name on a command line and in outputs.
struct PolicySetting {
    /// What a setting holds.
    enum Kind {
        case permille(WritableKeyPath<TokenPolicy, Int64>)
        case interval(WritableKeyPath<TokenPolicy, Interval>)
        case count(WritableKeyPath<TokenPolicy, UInt32>)
        case renewal
        case reuse

        /// What can be written for it.
        var words: String {
            switch self {
            case .permille: "a part of 1, as 0.75"
            case .interval: "a time, as 250ms, 30s, 5m, 2h or 14d"
            case .count: "a whole number"
            case .renewal: "eager or onDemand"
            case .reuse: "harmless or revokesFamily"
            }
        }
    }

    var name: String
    /// Its name in outputs, where a unit stands behind it.
    var loggedName: String
    var kind: Kind

    /// All of them, in the order of the policy.
    static var all: [PolicySetting] {
        [
            PolicySetting(name: "renewal", loggedName: "renewal", kind: .renewal),
            PolicySetting(name: "refreshTokenReuse", loggedName: "refresh_token_reuse", kind: .reuse),
            part("renewAt", "renew_at", \.renewAtPermille),
            part("renewalJitter", "renewal_jitter", \.renewalJitterPermille),
            time("hardStopMargin", "hard_stop_margin", \.hardStopMargin),
            part("hardStopMarginPart", "hard_stop_margin", \.hardStopMarginPermille),
            time("requestTimeLimit", "request_time_limit", \.requestTimeLimit),
            time("firstBackOff", "first_back_off", \.firstBackOff),
            time("backOffLimit", "back_off_limit", \.backOffLimit),
            PolicySetting(name: "maxTries", loggedName: "max_tries", kind: .count(\.maxTries)),
            time("retryAfterLimit", "retry_after_limit", \.retryAfterLimit),
            PolicySetting(name: "maxRejections", loggedName: "max_rejections", kind: .count(\.maxRejections)),
            time("refreshTokenLifetime", "refresh_token_lifetime", \.refreshTokenLifetime),
            part("keepAlive", "keep_alive", \.keepAlivePermille),
            time("defaultLifetime", "default_lifetime", \.defaultLifetime),
            time("lifetimeLimit", "lifetime_limit", \.lifetimeLimit),
            time("firstCoolDown", "first_cool_down", \.firstCoolDown),
            time("coolDownLimit", "cool_down_limit", \.coolDownLimit),
            time("longestAwaitedBackOff", "longest_awaited_back_off", \.longestAwaitedBackOff),
        ]
    }

    private static func part(_ name: String, _ logged: String, _ path: WritableKeyPath<TokenPolicy, Int64>)
        -> PolicySetting
    {
        PolicySetting(name: name, loggedName: logged + "_permille", kind: .permille(path))
    }

    private static func time(
        _ name: String, _ logged: String, _ path: WritableKeyPath<TokenPolicy, Interval>
    ) -> PolicySetting {
        PolicySetting(name: name, loggedName: logged + "_ms", kind: .interval(path))
    }

    /// Sets it to what `text` says; `nil` where that is nothing for it.
    ///
    /// - Parameter isLogged: Whether the value is in the unit that stands behind the name in outputs.
    func change(_ text: String, isLogged: Bool) -> ((inout TokenPolicy) -> Void)? {
        switch kind {
        case .permille(let path):
            guard let number = Double(text), number >= 0, number <= (isLogged ? 1000 : 1) else { return nil }
            return { $0[keyPath: path] = Int64((isLogged ? number : number * 1000).rounded()) }
        case .interval(let path):
            guard let interval = isLogged ? Int64(text).map(Interval.init(milliseconds:)) : PolicySetting.interval(text)
            else { return nil }
            return { $0[keyPath: path] = interval }
        case .count(let path):
            guard let number = UInt32(text) else { return nil }
            return { $0[keyPath: path] = number }
        case .renewal:
            guard let mode = TokenPolicy.RenewalMode.allCases.first(where: { "\($0)" == text }) else { return nil }
            return { $0.renewal = mode }
        case .reuse:
            guard let reuse = TokenPolicy.RefreshTokenReuse.allCases.first(where: { "\($0)" == text }) else {
                return nil
            }
            return { $0.refreshTokenReuse = reuse }
        }
    }

    private static func interval(_ text: String) -> Interval? {
        let units: [(String, Int64)] = [
            ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
        ]
        for (unit, length) in units where text.hasSuffix(unit) {
            guard let number = Double(text.dropLast(unit.count)), number >= 0, number < 1e9 else { continue }
            return Interval(milliseconds: Int64(number * Double(length)))
        }
        return nil
    }
}
