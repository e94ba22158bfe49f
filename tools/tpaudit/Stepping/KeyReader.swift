// SPDX-License-Identifier: Apache-2.0

/// Makes keys of the bytes that a terminal sends.
struct KeyReader {
    private var pending: [UInt8] = []

    /// The keys that `bytes` complete. An escape by itself is one when nothing came with it.
    mutating func keys(_ bytes: [UInt8]) -> [Stepper.Key] {
        pending += bytes
        var keys: [Stepper.Key] = []
        while let first = pending.first {
            if first == 0x1B {
                guard let (key, length) = KeyReader.sequence(pending) else { break }
                pending.removeFirst(length)
                if let key { keys.append(key) }
            } else if let (key, length) = KeyReader.plain(pending) {
                pending.removeFirst(length)
                if let key { keys.append(key) }
            } else {
                break
            }
        }
        return keys
    }

    private static func plain(_ bytes: [UInt8]) -> (Stepper.Key?, Int)? {
        switch bytes[0] {
        case 0x03, 0x04: return (.quit, 1)
        case 0x0A, 0x0D: return (.enter, 1)
        case 0x08, 0x7F: return (.erase, 1)
        case 0x20...0x7E: return (.character(Character(Unicode.Scalar(bytes[0]))), 1)
        case 0xC2...0xF4:
            let length = bytes[0] < 0xE0 ? 2 : bytes[0] < 0xF0 ? 3 : 4
            guard bytes.count >= length else { return nil }
            let text = String(decoding: bytes[..<length], as: UTF8.self)
            return (text.count == 1 ? text.first.map(Stepper.Key.character) : nil, length)
        default: return (nil, 1)
        }
    }

    /// The key that an escape sequence stands for, and how long that is; `nil` where its end has not come yet.
    private static func sequence(_ bytes: [UInt8]) -> (Stepper.Key?, Int)? {
        guard bytes.count > 1 else { return (.escape, 1) }
        guard bytes[1] == 0x5B || bytes[1] == 0x4F else { return (.escape, 1) }
        guard let end = bytes.dropFirst(2).firstIndex(where: { 0x40...0x7E ~= $0 }) else {
            return bytes.count > 16 ? (nil, bytes.count) : nil
        }
        let key: Stepper.Key? =
            switch String(decoding: bytes[2...end], as: UTF8.self) {
            case "C", "B": .forward(1)
            case "D", "A": .back(1)
            case "6~": .forward(10)
            case "5~": .back(10)
            case "H", "1~", "7~": .first
            case "F", "4~", "8~": .last
            default: nil
            }
        return (key, end + 1)
    }
}
