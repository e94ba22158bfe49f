// SPDX-License-Identifier: Apache-2.0

public import TokenMachine

extension TokenRef {
    /// Sixteen hexadecimal digits, as logs and tools show a ref.
    public var hexText: String {
        hex(withUnsafeBytes(of: rawValue.bigEndian, Array.init))
    }
}
