// SPDX-License-Identifier: Apache-2.0

public import TokenMachine

extension LogValue {
    /// A policy, in the order of its fields.
    public init(_ policy: TokenPolicy) {
        func interval(_ name: String, _ interval: Interval) -> Field {
            Field(name + "_ms", .integer(interval.milliseconds))
        }
        self = .object([
            Field("renewal", .name(policy.renewal)),
            Field("refresh_token_reuse", .name(policy.refreshTokenReuse)),
            Field("renew_at_permille", .integer(policy.renewAtPermille)),
            Field("renewal_jitter_permille", .integer(policy.renewalJitterPermille)),
            interval("hard_stop_margin", policy.hardStopMargin),
            Field("hard_stop_margin_permille", .integer(policy.hardStopMarginPermille)),
            interval("request_time_limit", policy.requestTimeLimit),
            interval("first_back_off", policy.firstBackOff),
            interval("back_off_limit", policy.backOffLimit),
            Field("max_tries", .integer(Int64(policy.maxTries))),
            interval("retry_after_limit", policy.retryAfterLimit),
            Field("max_rejections", .integer(Int64(policy.maxRejections))),
            interval("refresh_token_lifetime", policy.refreshTokenLifetime),
            Field("keep_alive_permille", .integer(policy.keepAlivePermille)),
            interval("default_lifetime", policy.defaultLifetime),
            interval("lifetime_limit", policy.lifetimeLimit),
            interval("first_cool_down", policy.firstCoolDown),
            interval("cool_down_limit", policy.coolDownLimit),
            interval("longest_awaited_back_off", policy.longestAwaitedBackOff),
        ])
    }
}
