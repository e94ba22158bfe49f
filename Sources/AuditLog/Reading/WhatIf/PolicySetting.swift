// SPDX-License-Identifier: Apache-2.0

package import TokenMachine

/// A setting of a policy, by its name on a command line, in a configuration and in outputs.
package struct PolicySetting {
    /// What a setting holds.
    package enum Kind {
        /// Thousandths, which people write as a part of 1.
        case permille(WritableKeyPath<TokenPolicy, Int64>)
        /// A length of time.
        case interval(WritableKeyPath<TokenPolicy, Interval>)
        /// A number of times.
        case count(WritableKeyPath<TokenPolicy, UInt32>)
        /// When tokens are renewed.
        case renewal
        /// What the server does that sees a refresh token twice.
        case reuse

        /// What can be written for it.
        package var words: String {
            switch self {
            case .permille: "a part of 1, as 0.75"
            case .interval: "a time, as 250ms, 30s, 5m, 2h or 14d"
            case .count: "a whole number"
            case .renewal: "eager or onDemand"
            case .reuse: "harmless or revokesFamily"
            }
        }
    }

    /// Its name.
    package var name: String
    /// Its name in outputs, where a unit stands behind it.
    package var loggedName: String
    /// What it holds.
    package var kind: Kind

    /// All of them, in the order of the policy.
    package static var all: [PolicySetting] {
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
    package func change(_ text: String, isLogged: Bool = false) -> ((inout TokenPolicy) -> Void)? {
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

    /// What it is in a policy, as ``change(_:isLogged:)`` takes it.
    package func text(in policy: TokenPolicy) -> String {
        switch kind {
        case .permille(let path): "\(Double(policy[keyPath: path]) / 1000)"
        case .interval(let path): PolicySetting.text(policy[keyPath: path])
        case .count(let path): "\(policy[keyPath: path])"
        case .renewal: "\(policy.renewal)"
        case .reuse: "\(policy.refreshTokenReuse)"
        }
    }

    private static let units: [(String, Int64)] = [
        ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
    ]

    /// A time in the longest unit of which it is a whole number.
    private static func text(_ interval: Interval) -> String {
        let whole = units.last { interval.milliseconds > 0 && interval.milliseconds.isMultiple(of: $0.1) } ?? units[0]
        return "\(interval.milliseconds / whole.1)\(whole.0)"
    }

    private static func interval(_ text: String) -> Interval? {
        for (unit, length) in units where text.hasSuffix(unit) {
            guard let number = Double(text.dropLast(unit.count)), number >= 0, number < 1e9 else { continue }
            return Interval(milliseconds: Int64(number * Double(length)))
        }
        return nil
    }
}
