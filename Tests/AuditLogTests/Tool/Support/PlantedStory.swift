// SPDX-License-Identifier: Apache-2.0

import TokenMachine

@testable import AuditLog

/// What can become of a session, each as a log of its own.
enum PlantedStory: String, CaseIterable {
    case neverSignedIn, signingIn, fine, fineAfterTrouble, signedOut, passwordChanged, signInRefused
    case refreshLost, lostButServed, killedProcess, killedSignIn, clientDisabled, serverDown, serverDownForAnHour,
        serverDownForDays
    case revoked, tokenTooOld, noRefreshToken, restoredWithoutVault, apiRefuses, clockWrong, clockJumped, diskFull,
        storm
    case abandoned, lateGrant, expiredOnDemand, refreshing, familyRevoked

    /// The log of the story.
    func told() throws -> (log: LogBench, now: Int64) {
        var policy = TokenPolicy.ticketpark
        if self == .expiredOnDemand { policy.renewal = .onDemand }
        if self == .familyRevoked { policy.refreshTokenReuse = .revokesFamily }
        let story = try StoryBench(policy: policy)
        try tell(story)
        // Somebody is called, and looks, a little later.
        return (try story.finished(), (story.now + 20_000) * 1000)
    }

    private func tell(_ story: StoryBench) throws {
        switch self {
        case .neverSignedIn:
            try story.ask(times: 2)
            return
        case .signingIn:
            return try story.signIn()
        case .killedSignIn:
            try story.signIn()
            try story.takeOver(processID: 5001)
            story.wait(5)
            return try story.interrupt()
        case .signInRefused:
            try story.signIn()
            return try story.deny(.invalidGrant, note: "Invalid username and password combination")
        case .noRefreshToken:
            try story.signIn()
            try story.grant(refresh: false)
            return try story.reachDeadline()
        case .expiredOnDemand:
            try story.signIn()
            try story.grant()
            return try story.reachDeadline()
        default:
            break
        }
        try story.signIn()
        try story.grant()
        try story.reachDeadline()
        try story.grant()
        try tellTheRest(story)
    }

    private func tellTheRest(_ story: StoryBench) throws {
        switch self {
        case .fine, .neverSignedIn, .signingIn, .killedSignIn, .signInRefused, .noRefreshToken,
            .expiredOnDemand:
            break
        case .fineAfterTrouble:
            try story.reachDeadline()
            try story.fault(.overloaded, status: 503)
            try story.reachDeadline()
            try story.grant()
        case .signedOut:
            try story.signOut(burn: true)
        case .passwordChanged:
            try story.reachDeadline()
            try story.deny(.invalidGrant, note: "Invalid refresh token")
            try story.reachDeadline()
            try story.signIn()
            try story.deny(.invalidGrant, note: "Invalid username and password combination")
        case .revoked:
            try story.reachDeadline()
            try story.deny(.invalidGrant, note: "Invalid refresh token")
            try story.reachDeadline()
        case .refreshLost, .lostButServed, .familyRevoked:
            try story.reachDeadline()
            try story.fault(.disconnected)
            if self != .familyRevoked {
                try story.reachDeadline()
                try story.deny(.invalidGrant, note: "Invalid refresh token")
            }
            if self != .lostButServed { try story.reachDeadline() }
        case .killedProcess:
            try story.reachDeadline()
            story.wait(2)
            try story.takeOver(processID: 5001)
            try story.interrupt()
            try story.reachDeadline()
            try story.deny(.invalidGrant, note: "Invalid refresh token")
            try story.reachDeadline()
        case .clientDisabled:
            try story.reachDeadline()
            try story.deny(.invalidClient, note: "The client credentials are invalid")
            try story.reachDeadline()
            try story.reachDeadline()
            try story.deny(.invalidClient, note: "The client credentials are invalid")
        case .serverDown:
            try tryInVain(story, attempts: 3)
        case .serverDownForAnHour:
            try tryInVain(story, attempts: 9)
        case .serverDownForDays:
            try tryInVain(story, attempts: 150)
        case .tokenTooOld:
            try story.takeOver(processID: 5001)
            try story.reachDeadline(late: 20 * 86_400)
            try story.reachDeadline()
            try story.deny(.invalidGrant, note: "Refresh token has expired")
        case .restoredWithoutVault:
            try story.takeOver(processID: 5001)
            try story.reachDeadline()
            try story.fault(.tokenMissing, reached: .no)
            try story.reachDeadline()
        case .apiRefuses:
            try story.reject()
            try story.grant()
            try story.reject()
        case .clockWrong:
            try story.jump(3600)
            try story.reachDeadline()
            try story.grant(lifetime: 1, after: 40)
        case .clockJumped:
            try story.jump(-7200)
            try story.reachDeadline()
            try story.grant()
        case .diskFull:
            try story.reachDeadline(late: 1800)
            try story.reachDeadline()
            try story.fault(.disconnected)
            try story.reachDeadline()
            try story.deny(.invalidGrant, note: "Invalid refresh token")
        case .storm:
            try story.reject()
            try story.ask(times: 60)
            try story.fault(.serverError, status: 500)
            try story.reachDeadline()
        case .abandoned:
            story.wait(86_400)
        case .lateGrant:
            try story.reachDeadline()
            let current = TokenTry(attempt: Attempt(3), number: 1)
            try story.signOut()
            try story.issue(to: current)
        case .refreshing:
            try story.reachDeadline()
            try story.fault(.unreachable, reached: .no)
        }
    }

    /// The server answers nothing for that many attempts.
    private func tryInVain(_ story: StoryBench, attempts: Int) throws {
        for _ in 0..<attempts {
            try story.reachDeadline()
            if case .valid = story.state { try story.reachDeadline() }
            while story.state.request != nil {
                try story.fault(.serverError, status: 502, note: "<html>Bad Gateway</html>")
                if story.state.request != nil { try story.reachDeadline() }
            }
        }
    }
}
