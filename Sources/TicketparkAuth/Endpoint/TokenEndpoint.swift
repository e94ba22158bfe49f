// SPDX-License-Identifier: Apache-2.0

/// Where tokens are asked for (RFC 6749 section 3.2).
package protocol TokenEndpoint: Sendable {
    /// One HTTP exchange at most: it never throws and never retries.
    ///
    /// If the calling task is cancelled the exchange is broken off, and its outcome says whether the server may have
    /// seen it.
    func exchange(_ exchange: TokenExchange) async -> ExchangeOutcome

    /// Breaks off what is in flight and lets go of all connections. No exchange succeeds afterwards.
    func shutdown() async
}
