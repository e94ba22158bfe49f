// SPDX-License-Identifier: Apache-2.0

package import TokenMachine

/// A row to which events refer.
protocol ReferredRow: Sendable {
    /// Its number.
    var id: Int64 { get }
    /// What leaves cover of it.
    var digest: Hash { get }
}

/// A row to which events refer, with its digest: worked out once, and not with every event.
struct DigestedRow<Row: ReferredRow>: Sendable {
    let row: Row
    let digest: Hash

    init(_ row: Row) {
        self.row = row
        digest = row.digest
    }
}

/// A row of the `session` table.
package struct SessionRow: ReferredRow, Hashable, Sendable {
    package var id: Int64
    package var label: String
    package var seed: Int64
    package var createdMicroseconds: Int64

    /// What leaves cover of it.
    var digest: Hash {
        var writer = CanonicalWriter()
        writer.write(raw: DomainTag.session)
        writer.write(id)
        writer.write(counted: Array(label.utf8))
        writer.write(seed)
        writer.write(createdMicroseconds)
        return Hash(of: writer.bytes)
    }

    /// The state before the session's first event.
    package var initialState: TokenState {
        .initial(seed: UInt64(bitPattern: seed))
    }
}

/// A row of the `policy` table.
package struct PolicyRow: ReferredRow, Hashable, Sendable {
    package var id: Int64
    package var content: [UInt8]

    /// What leaves cover of it.
    var digest: Hash {
        var writer = CanonicalWriter()
        writer.write(raw: DomainTag.policy)
        writer.write(id)
        writer.write(counted: content)
        return Hash(of: writer.bytes)
    }
}

/// A row of the `writer` table: one process that appended.
package struct WriterRow: ReferredRow, Hashable, Sendable {
    package var id: Int64
    package var process: [UInt8]
    package var pid: Int64
    package var program: String
    package var startedMicroseconds: Int64

    /// What leaves cover of it.
    var digest: Hash {
        var writer = CanonicalWriter()
        writer.write(raw: DomainTag.writer)
        writer.write(id)
        writer.write(counted: process)
        writer.write(pid)
        writer.write(counted: Array(program.utf8))
        writer.write(startedMicroseconds)
        return Hash(of: writer.bytes)
    }
}
