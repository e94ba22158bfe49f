// SPDX-License-Identifier: Apache-2.0

/// Why a command did not do what it was asked for: the exit code, and one line that says what is wrong, where, and
/// what to do next. Never a secret.
struct Refusal: Error {
    var exit: AuthExit
    var message: String

    init(_ exit: AuthExit, _ message: String) {
        self.exit = exit
        self.message = message
    }
}
