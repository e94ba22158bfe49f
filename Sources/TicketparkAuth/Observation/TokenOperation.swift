// SPDX-License-Identifier: Apache-2.0

import TokenMachine

/// What the token endpoint is asked for.
enum TokenOperation: Sendable {
    /// Tokens, as a transition wants them.
    case exchange(TokenRequest)
    /// Nothing: a refresh token is spent to kill it.
    case burn

    /// Its name in spans and metrics.
    var name: String {
        switch self {
        case .exchange(let request):
            switch request.grantType {
            case .password: "sign-in"
            case .refreshToken: "refresh"
            }
        case .burn: "burn"
        }
    }
}
