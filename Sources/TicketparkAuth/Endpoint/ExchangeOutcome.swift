// SPDX-License-Identifier: Apache-2.0

package import TokenMachine

/// How a ``TokenExchange`` ended.
package enum ExchangeOutcome: Hashable, Sendable {
    /// The token endpoint issued tokens.
    case granted(IssuedTokens)
    /// It gave a definite no, and what it said.
    case denied(Denial, ServerText?)
    /// No usable answer came, and what is known of it.
    case faulted(Fault, ServerText?)
}
