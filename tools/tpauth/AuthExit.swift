// SPDX-License-Identifier: Apache-2.0

/// The exit codes, as `--help` lists them.
enum AuthExit: Int32 {
    case fine = 0
    /// Only a new sign-in helps.
    case signInNeeded = 1
    /// The server said no.
    case refused = 2
    /// Not now.
    case unavailable = 3
    /// Or a log that is damaged, or one of a newer format.
    case notALog = 5
    /// Something cannot be opened, read or written.
    case cannotOpen = 6
    case usage = 64
    case internalError = 70
    /// A signal broke it off: 128 and its number.
    case interrupted = 128
}
