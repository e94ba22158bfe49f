// SPDX-License-Identifier: Apache-2.0

import TokenMachine

extension Invariant {
    /// Callers never get a token past its hard stop, nor one that the next state does not hold.
    public static let handsOutOnlyUsableTokens = Invariant("only usable tokens are handed out") { step in
        guard case .token(let ref) = step.effects.settle else { return true }
        return step.after.usableAccess(at: step.event.at)?.ref == ref
    }

    /// No secret is dropped that the next state still names.
    public static let forgetsNothingThatIsHeld = Invariant("nothing is forgotten that is held") { step in
        step.effects.forget.allSatisfy { !step.after.holds($0) }
    }

    /// Each ref that the old state held, or that a grant brought, is held afterwards or forgotten: no secret stays in
    /// the vault without a state that names it.
    public static let letsGoOfNothingSilently = Invariant("what is not held is forgotten") { step in
        let isKnown = { (ref: TokenRef?) -> Bool in
            guard let ref else { return true }
            return step.after.holds(ref) || step.effects.forget.contains(ref)
        }
        return isKnown(step.before.access?.ref) && isKnown(step.before.refresh?.ref)
            && isKnown(step.event.grant?.access?.ref) && isKnown(step.event.grant?.refresh)
    }

    /// After a sign-out, a sign-in or an adoption nothing of the tokens from before comes back, in whichever order
    /// their answers arrive.
    public static let holdsNothingOfWhatEnded = Invariant("nothing of an ended grant is held") { step in
        if step.after.kind == .unauthenticated, step.after.access != nil || step.after.refresh != nil { return false }
        if let ref = step.after.access?.ref, step.ledger.isEnded(ref) { return false }
        if let ref = step.after.refresh?.ref, step.ledger.isEnded(ref) { return false }
        return true
    }

    /// A refresh token that the server would still take is let go of only for another such one, or because somebody
    /// asked for that: by a sign-in, an adoption or a sign-out, now or before the token came.
    ///
    /// Of several grants for one sign-in, or for one refresh token (from a server that crashed before it killed that),
    /// the first one counts. The others are let go of whatever became of that one, as the machine cannot know.
    public static let neverForgetsTheOnlyLiveRefreshToken = Invariant("the only live refresh token is kept") { step in
        switch step.event.fact {
        case .signInRequested, .grantAdopted, .signOutRequested:
            return true
        case .grantIssued(_, _, let spent) where step.before.refresh != nil && spent != step.before.refresh?.ref:
            return true
        case .grantIssued, .requestDenied, .requestFaulted, .tokenRequested, .accessRejected, .deadlineReached,
            .attemptInterrupted:
            if let held = step.after.refresh?.ref, step.ledger.isLive(held) { return true }
            return step.effects.forget.allSatisfy { !step.ledger.isLive($0) || step.ledger.isEnded($0) }
        }
    }
}
