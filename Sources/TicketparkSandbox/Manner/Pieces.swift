// SPDX-License-Identifier: Apache-2.0

/// Cuts a body where no writer of one would.
enum Pieces {
    /// `bytes` in pieces of 1, 2, 3, 5, 8 and more bytes, so that names, numbers and escapes are torn apart.
    static func of(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var pieces: [ArraySlice<UInt8>] = []
        var (size, next) = (1, 2)
        var rest = bytes[...]
        while !rest.isEmpty {
            pieces.append(rest.prefix(size))
            rest = rest.dropFirst(size)
            (size, next) = (next, size + next)
        }
        return pieces
    }
}
