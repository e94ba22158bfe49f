// SPDX-License-Identifier: Apache-2.0

import TokenMachine

extension Style {
    /// How a state stands out: green where tokens can be had, red where none can, yellow where something is amiss.
    init(_ state: TokenState) {
        switch state {
        case .valid(let valid):
            switch valid.renewal {
            case .due: self = .good
            case .heldBack, .impossible: self = .warning
            }
        case .failed: self = .bad
        case .unauthenticated, .authenticating, .expired, .refreshing: self = .plain
        }
    }
}
