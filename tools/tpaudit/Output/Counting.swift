// SPDX-License-Identifier: Apache-2.0

/// The failure of `body`, if it fails: what a callback that may not throw keeps for later.
func attempt(_ body: () throws(OutputFailure) -> Void) -> OutputFailure? {
    do {
        try body()
        return nil
    } catch {
        return error
    }
}

/// A number with its noun.
func counted(_ count: some BinaryInteger, _ noun: String) -> String {
    "\(count) " + (count == 1 ? noun : noun.hasSuffix("y") ? noun.dropLast() + "ies" : noun + "s")
}
