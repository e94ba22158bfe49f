// SPDX-License-Identifier: Apache-2.0

import Testing
import TokenMachineTesting

/// What the model of a disk takes for possible.
struct DiskTests {
    private var random = SplitMix64(seed: 1)

    /// All that a hundred power cuts of that kind leave of a file.
    private mutating func versions(_ disk: Disk, _ name: String, _ cut: PowerCut) -> Set<[UInt8]?> {
        var versions: Set<[UInt8]?> = []
        for _ in 0..<200 { versions.insert(disk.contents(after: cut, using: &random)[name]) }
        return versions
    }

    private func sectors(_ values: UInt8...) -> [UInt8] {
        values.flatMap { [UInt8](repeating: $0, count: 512) }
    }

    @Test mutating func `what was synchronized stays, and of the rest each sector is there or not`() {
        var disk = Disk(["a": sectors(1, 1)])
        disk.apply(.written("a", at: 0, sectors(2)))
        disk.apply(.synchronized("a"))
        #expect(versions(disk, "a", .sectors) == [sectors(2, 1)])
        disk.apply(.written("a", at: 0, sectors(3, 3)))
        #expect(versions(disk, "a", .sectors) == [sectors(2, 1), sectors(3, 1), sectors(2, 3), sectors(3, 3)])
        #expect(versions(disk, "a", .nothing) == [sectors(2, 1)])
        #expect(versions(disk, "a", .everything) == [sectors(3, 3)])
    }

    @Test mutating func `a sector has one of its versions, and never a later one without what came before`() {
        var disk = Disk(["a": sectors(1)])
        disk.apply(.written("a", at: 0, [2]))
        disk.apply(.written("a", at: 1, [3]))
        let rest = [UInt8](repeating: 1, count: 510)
        #expect(versions(disk, "a", .sectors) == [[1, 1] + rest, [2, 1] + rest, [2, 3] + rest])
        #expect(versions(disk, "a", .prefix(1)) == [[2, 1] + rest])
        #expect(versions(disk, "a", .allBut(2)) == [[2, 1] + rest])
    }

    @Test mutating func `a size comes to the disk by itself`() {
        var disk = Disk(["a": []])
        disk.apply(.written("a", at: 0, sectors(1)))
        #expect(versions(disk, "a", .sectors) == [[], sectors(0), sectors(1)])
        disk.apply(.synchronized("a"))
        disk.apply(.resized("a", to: 2))
        #expect(versions(disk, "a", .nothing) == [sectors(1)])
        #expect(versions(disk, "a", .everything) == [[1, 1]])
    }

    @Test mutating func `noise is only where something was being written`() {
        var disk = Disk(["a": sectors(1)])
        disk.apply(.written("a", at: 100, [2, 2, 2]))
        let versions = versions(disk, "a", .noise)
        #expect(versions.count > 2)
        for version in versions {
            #expect(version?.prefix(100) == sectors(1).prefix(100))
            #expect(version?.dropFirst(103) == sectors(1).dropFirst(103))
        }
    }

    @Test mutating func `what the disk did not take stays in doubt until it is written once more`() {
        var disk = Disk(["a": sectors(1)])
        disk.apply(.written("a", at: 0, sectors(2)))
        disk.apply(.synchronizationFailed("a"))
        disk.apply(.synchronized("a"))
        #expect(versions(disk, "a", .sectors) == [sectors(1), sectors(2)])
        disk.apply(.written("a", at: 0, sectors(2)))
        disk.apply(.synchronized("a"))
        #expect(versions(disk, "a", .nothing) == [sectors(2)])
    }

    @Test mutating func `a name is durable when its folder was synchronized, whatever the file is`() {
        var disk = Disk()
        disk.apply(.made("a"))
        disk.apply(.written("a", at: 0, [1]))
        disk.apply(.synchronized("a"))
        #expect(versions(disk, "a", .sectors) == [nil, [1]])
        disk.apply(.folderSynchronized("elsewhere"))
        #expect(versions(disk, "a", .nothing) == [nil])
        disk.apply(.folderSynchronized(""))
        #expect(versions(disk, "a", .nothing) == [[1]])
        disk.apply(.renamed("a", to: "b"))
        #expect(versions(disk, "a", .sectors) == [nil, [1]])
        #expect(versions(disk, "b", .everything) == [[1]])
        disk.apply(.linked("b", as: "keys/c"))
        disk.apply(.removed("b"))
        disk.apply(.folderSynchronized("keys"))
        #expect(versions(disk, "keys/c", .nothing) == [[1]])
        #expect(versions(disk, "a", .nothing) == [[1]])
    }

    @Test mutating func `a file that is open stays the same whatever it is called, and its name may be another's`() {
        var disk = Disk(["a": [1], "b": [2]])
        disk.apply(.opened("a", as: "the old one"))
        disk.apply(.renamed("b", to: "a"))
        disk.apply(.folderSynchronized(""))
        disk.apply(.written("the old one", at: 0, [3]))
        #expect(versions(disk, "a", .everything) == [[2]])
        disk.apply(.opened("a", as: "the new one"))
        disk.apply(.written("the new one", at: 0, [4]))
        #expect(versions(disk, "a", .everything) == [[4]])
    }
}
