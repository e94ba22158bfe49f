// SPDX-License-Identifier: Apache-2.0

import TokenMachineTesting

/// Which of the changes that were not synchronized a power cut leaves on the disk.
enum PowerCut: Hashable, Sendable {
    /// None.
    case nothing
    /// All.
    case everything
    /// Those that were made up to that one.
    case prefix(Int)
    /// All but that one.
    case allBut(Int)
    /// Any, each sector, each size and each name for itself.
    case sectors
    /// Like ``sectors``, but what a sector was just being given may also be noise.
    case noise
}

extension Disk {
    /// What the folder holds after a power cut.
    func contents(after cut: PowerCut, using random: inout SplitMix64) -> [String: [UInt8]] {
        var contents: [Int: [UInt8]] = [:]
        for number in files.keys.sorted() {
            contents[number] = files[number].map { $0.content(after: cut, using: &random) }
        }
        return names(after: cut, using: &random).compactMapValues { contents[$0] }
    }

    /// The orders of the changes that the disk may not know of yet.
    var pendingOrders: [Int] {
        (files.values.flatMap { $0.pending.map(\.order) } + pendingNames.map(\.order)).sorted()
    }

    /// Some power cut that makes sense now.
    func anyCut(_ random: inout SplitMix64) -> PowerCut {
        let orders = pendingOrders
        switch random.below(10) {
        case 0: return .nothing
        case 1: return .everything
        case 2, 3: return orders.isEmpty ? .nothing : .prefix(random.pick(orders))
        case 4, 5: return orders.isEmpty ? .nothing : .allBut(random.pick(orders))
        case 6, 7: return .sectors
        default: return .noise
        }
    }

    private func names(after cut: PowerCut, using random: inout SplitMix64) -> [String: Int] {
        var names = durableNames
        // File systems that keep a journal bring names to the disk in order; others do not.
        let limit = random.chance(permille: 500) ? random.below(pendingNames.count + 1) : nil
        for (index, pending) in pendingNames.enumerated() {
            let isKept =
                switch cut {
                case .nothing: false
                case .everything: true
                case .prefix(let limit): pending.order <= limit
                case .allBut(let order): pending.order != order
                case .sectors, .noise: limit.map { index < $0 } ?? random.chance(permille: 500)
                }
            if isKept { pending.change.apply(to: &names) }
        }
        return names
    }
}

extension Disk.File {
    static let sectorSize = 512

    /// What the file holds after a power cut.
    func content(after cut: PowerCut, using random: inout SplitMix64) -> [UInt8] {
        let sizes = sizes
        let extent = sizes.max() ?? 0
        let versions = versions(extent: extent, after: cut, using: &random)
        var content = durable + [UInt8](repeating: 0, count: extent - durable.count)
        var seen = [Int32](repeating: 0, count: versions.count)
        for pending in pending {
            for part in pending.edit.parts(extent: extent) {
                let sector = part.lowerBound / Disk.File.sectorSize
                seen[sector] += 1
                guard seen[sector] <= versions[sector] else { continue }
                // Bytes that were not written to are safe, as SQLite takes them to be
                // (https://www.sqlite.org/psow.html).
                let isNoise = cut == .noise && pending.standing == .open && random.chance(permille: 100)
                content.replaceSubrange(
                    part,
                    with: isNoise
                        ? part.map { _ in UInt8(truncatingIfNeeded: random.next()) } : pending.edit.bytes(in: part))
            }
        }
        let size = sizes[version(of: pending.map { _ in true }, after: cut, using: &random)]
        return Array(content.prefix(size))
    }

    /// The sizes that the file has had since it was synchronized.
    private var sizes: [Int] {
        pending.reduce(into: [durable.count]) { sizes, pending in
            sizes.append(pending.edit.size(after: sizes.last ?? 0))
        }
    }

    /// Which of its versions each sector has: 0 is the one on the disk.
    private func versions(extent: Int, after cut: PowerCut, using random: inout SplitMix64) -> [Int32] {
        let count = (extent + Disk.File.sectorSize - 1) / Disk.File.sectorSize
        var edits = [[Int32]](repeating: [], count: count)
        for (index, pending) in pending.enumerated() {
            for part in pending.edit.parts(extent: extent) {
                edits[part.lowerBound / Disk.File.sectorSize].append(Int32(index))
            }
        }
        return edits.map { edits in
            guard !edits.isEmpty else { return 0 }
            return Int32(version(of: edits.map { Int($0) }, after: cut, using: &random))
        }
    }

    private func version(of all: [Bool], after cut: PowerCut, using random: inout SplitMix64) -> Int {
        version(of: Array(all.indices), after: cut, using: &random)
    }

    /// How many of the edits of those numbers, one after the other, the disk knows.
    private func version(of edits: [Int], after cut: PowerCut, using random: inout SplitMix64) -> Int {
        let least = (edits.lastIndex { pending[$0].standing == .synchronized } ?? -1) + 1
        switch cut {
        case .nothing: return least
        case .everything: return edits.count
        case .prefix(let limit): return max(least, edits.count { pending[$0].order <= limit })
        case .allBut(let order):
            let isLast = edits.last.map { pending[$0].order == order } ?? false
            return isLast ? max(least, edits.count - 1) : edits.count
        case .sectors, .noise: return least + random.below(edits.count - least + 1)
        }
    }
}

extension Disk.Edit {
    /// How long a file is after the edit.
    fileprivate func size(after size: Int) -> Int {
        switch self {
        case .write(at: let offset, let bytes): max(size, offset + bytes.count)
        case .resize(to: let size): size
        }
    }

    /// What the edit touches of a file that is never longer than `extent`, sector by sector.
    fileprivate func parts(extent: Int) -> [Range<Int>] {
        let range =
            switch self {
            case .write(at: let offset, let bytes): offset..<offset + bytes.count
            case .resize(to: let size): min(size, extent)..<extent
            }
        guard !range.isEmpty else { return [] }
        let sectors = range.lowerBound / Disk.File.sectorSize...(range.upperBound - 1) / Disk.File.sectorSize
        return sectors.map { sector in
            range.clamped(to: sector * Disk.File.sectorSize..<(sector + 1) * Disk.File.sectorSize)
        }
    }

    /// The bytes that it puts there.
    fileprivate func bytes(in part: Range<Int>) -> [UInt8] {
        switch self {
        case .write(at: let offset, let bytes): Array(bytes[part.lowerBound - offset..<part.upperBound - offset])
        case .resize: [UInt8](repeating: 0, count: part.count)
        }
    }
}
