// SPDX-License-Identifier: Apache-2.0

import AuditLog
import TokenMachine

extension Checkup {
    /// The version of SQLite, and the fault of it that matters to a log.
    static func sqlite(_ number: Int32, _ version: String) -> Check {
        guard isAffected(number) else { return Check("sqlite", .ok, version) }
        return Check(
            "sqlite", .ok,
            "\(version). Its WAL-reset fault (fixed in 3.51.3), by which a commit can be lost while another connection "
                + "checkpoints, cannot come about here: the log's lock keeps the two apart, as long as no other program, "
                + "such as litestream or an sqlite3 shell, writes to the log or checkpoints it")
    }

    /// Whether that version of SQLite can lose a commit when another connection checkpoints at the same time: all from
    /// 3.7.0 on, until it was mended in 3.51.3, and before that in 3.44.6 and 3.50.7.
    static func isAffected(_ number: Int32) -> Bool {
        let (minor, patch) = (number / 1000 % 1000, number % 1000)
        if number < 3_007_000 || number >= 3_051_003 { return false }
        return !(minor == 44 && patch >= 6) && !(minor == 50 && patch >= 7)
    }

    /// How the file is laid out.
    static func layout(_ settings: LogSettings) -> Check {
        guard settings.journalMode == "wal" else {
            return Check(
                "layout", .warning,
                "its journal mode is \(settings.journalMode), and not wal: it was copied or changed",
                advice: "a copy is read as it is; opened by a service it becomes wal again")
        }
        guard settings.pageSize == 4096 else {
            return Check(
                "layout", .warning, "its pages have \(settings.pageSize) bytes, and not 4096: commits are slower")
        }
        return Check("layout", .ok, "wal, pages of 4096 bytes")
    }

    /// The clock of this machine against the log's.
    static func clock(last: Int64?, jump: Int64?, now: Int64) -> Check {
        guard let last else { return Check("clock", .ok, "the log has no events to compare it with") }
        let ahead = Interval(milliseconds: (last - now) / 1000)
        if ahead > .seconds(5) {
            return Check(
                "clock", .problem,
                "the last event is \(ahead.words) in the future: this clock was set back, or that one was wrong",
                advice: "set the clock right; new events keep the later time until then")
        }
        if let jump, now - jump < 86_400_000_000 {
            return Check(
                "clock", .warning, "it jumped \(Interval(milliseconds: (now - jump) / 1000).words) ago",
                advice: "see tpaudit events --kind clockJumped, and whether the time service runs")
        }
        return Check("clock", .ok, "the last event is \(Interval(milliseconds: (now - last) / 1000).words) old")
    }

    /// Events that are known to be lost.
    static func end(lost: Int64) -> Check {
        lost == 0
            ? Check("end", .ok, "nothing is known to be missing; tpaudit verify makes sure")
            : Check(
                "end", .problem, "the last \(counted(lost, "event")) of it are lost",
                advice: "restore the -wal file or a newer copy before anything is written")
    }

    /// Whether the key is the log's.
    static func match(_ isVaultKey: Bool?, path: String) -> Check? {
        switch isVaultKey {
        case true: Check("keymatch", .ok, "the key file is the log's")
        case false:
            Check(
                "keymatch", .problem, "\(path) is the key of another log", advice: "name the right one with --key-file")
        case nil: nil
        }
    }

    /// How a session is, and how long its refresh token is assumed to live.
    static func session(_ summary: SessionSummary, _ explanation: Explanation, _ policy: TokenPolicy, now: Instant)
        -> Check
    {
        let name = "session \(summary.label)"
        let advice = "see tpaudit why"
        switch explanation.verdict {
        case .signInNeeded: return Check(name, .problem, "somebody has to sign in", advice: advice)
        case .degraded: return Check(name, .warning, "about to fail", advice: advice)
        case .retrying: return Check(name, .warning, "no token at the moment; it is tried again", advice: advice)
        case .abandoned: return Check(name, .warning, "something is due, and nobody does it", advice: advice)
        case .signedOut: return Check(name, .ok, "nobody is signed in")
        case .signingIn: return Check(name, .ok, "somebody is signing in")
        case .fine: break
        }
        guard let refresh = summary.state.refresh else { return Check(name, .ok, "fine") }
        let left = refresh.issuedAt + policy.refreshTokenLifetime - now
        let text = "its refresh token is assumed to live for \(left.words) more"
        return left < policy.refreshTokenLifetime.scaled(permille: 1000 - policy.keepAlivePermille)
            ? Check(
                name, .warning, text + ", and should have been renewed by now", advice: "see whether the service runs")
            : Check(name, .ok, text)
    }
}
