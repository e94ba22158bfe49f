// SPDX-License-Identifier: Apache-2.0

/// Checks the rows of an excerpt one after the other.
struct ExcerptCheck {
    private let shape: LogShape
    private let publicKey: [UInt8]
    private var keys: [KeyRow] = []
    private var signed: (checkpoint: Checkpoint, key: [UInt8])?
    private var session: SessionRow?
    private var policies: [Int64: Hash] = [:]
    private var writers: [Int64: Hash] = [:]
    private var first: Int64?
    private var last: LeafContent?

    init(shape: LogShape, publicKey: [UInt8]) {
        self.shape = shape
        self.publicKey = publicKey
    }

    /// What was proven so far; `nil` where that is no event yet.
    var result: ProvenExcerpt? {
        guard let signed, let session, let first, let last else { return nil }
        return ProvenExcerpt(
            session: session.label, first: first, last: last.row.version, checkpoint: signed.checkpoint,
            signingKey: signed.key)
    }

    /// Takes a row.
    ///
    /// - Returns: The event that is proven by it, where it is one.
    /// - Throws: `LineFault` where it is no row of an excerpt, and `ProofFault` where it proves nothing.
    mutating func take(
        _ fields: [(name: String, value: LineValue)], of table: LogTable
    ) throws -> ProvenEvent? {
        if table == .event { return try takeEvent(fields) }
        let values = try shape.row(fields[...], of: table)
        func integer(_ column: String) -> Int64 { shape.value(column, of: table, in: values)?.integer ?? 0 }
        func bytes(_ column: String) -> [UInt8] { shape.value(column, of: table, in: values)?.bytes ?? [] }
        func text(_ column: String) -> String { String(decoding: bytes(column), as: UTF8.self) }
        switch table {
        case .key where signed == nil && keys.allSatisfy { $0.id < integer("id") }:
            keys.append(
                KeyRow(
                    id: integer("id"), purpose: integer("purpose"), value: bytes("value"), fromSeq: integer("from_seq"),
                    signature: bytes("signature")))
        case .checkpoint where signed == nil:
            try takeCheckpoint(text("note"), size: integer("size"), frontier: bytes("frontier"))
        case .session where session == nil && signed != nil:
            session = SessionRow(
                id: integer("id"), label: text("label"), seed: integer("seed"),
                createdMicroseconds: integer("created_us"))
        case .policy where session != nil:
            policies[integer("id")] = PolicyRow(id: integer("id"), content: bytes("content")).digest
        case .writer where session != nil:
            writers[integer("id")] =
                WriterRow(
                    id: integer("id"), process: bytes("process"), pid: integer("pid"), program: text("program"),
                    startedMicroseconds: integer("started_us")
                ).digest
        case .meta, .key, .writer, .session, .policy, .base, .baseSession, .event, .checkpoint, .vault, .head:
            throw LineFault("a row of \(table.rawValue) has no place there")
        }
        return nil
    }

    private mutating func takeCheckpoint(_ note: String, size: Int64, frontier: [UInt8]) throws {
        guard let checkpoint = Checkpoint(note), checkpoint.text == note, checkpoint.size == size,
            MerkleFrontier(size: size, bytes: frontier)?.root == checkpoint.root
        else { throw LineFault("it has no checkpoint of a log of ticketpark-auth") }
        guard let key = trustedKey(at: size, of: checkpoint.logID), checkpoint.isSigned(by: key) else {
            throw ProofFault.notSigned
        }
        signed = (checkpoint, key)
    }

    /// The key that was in force at `size`, if it is the one that was given, or that one vouches for it through those in
    /// between.
    private func trustedKey(at size: Int64, of logID: [UInt8]) -> [UInt8]? {
        let signing = keys.filter { $0.purpose == KeyRow.Purpose.signing.rawValue }
        var trusted: Set<Int> = []
        for (place, row) in signing.enumerated() {
            let isVouchedFor =
                place > 0 && trusted.contains(place - 1) && signing[place - 1].fromSeq < row.fromSeq
                && row.isSigned(by: signing[place - 1].value, logID: logID)
            if row.value == publicKey || isVouchedFor { trusted.insert(place) }
        }
        guard let place = signing.lastIndex(where: { $0.fromSeq <= size }), trusted.contains(place) else { return nil }
        return signing[place].value
    }

    private mutating func takeEvent(_ fields: [(name: String, value: LineValue)]) throws -> ProvenEvent {
        guard let signed, let session else { throw LineFault("a row of event has no place there") }
        guard let proof = fields.last, proof.name == ExcerptFile.proofName, case .text(let digits) = proof.value,
            let hashes = bytes(hex: String(decoding: digits, as: UTF8.self)),
            hashes.count.isMultiple(of: Hash.size)
        else { throw LineFault("it has no proof") }
        guard !fields.contains(where: { $0.name == "chain" }) else {
            throw LineFault("it has a chain, which nothing in an excerpt can prove")
        }
        let placeholder = (name: "chain", value: LineValue.text([]))
        let values = try shape.row((fields.dropLast() + [placeholder])[...], of: .event)
        let row = EventRow { shape.value($0, of: .event, in: values) }
        guard let policy = policies[row.policy], let writer = writers[row.writer] else {
            throw LineFault("the policy or the writer of the event is missing")
        }
        let context = LeafContext(
            logID: signed.checkpoint.logID, session: session.digest, policy: policy, writer: writer)
        let inclusion = InclusionProof(
            index: row.seq &- 1, size: signed.checkpoint.size,
            hashes: stride(from: 0, to: hashes.count, by: Hash.size).map {
                Array(hashes[$0..<$0 + Hash.size])
            })
        guard row.session == session.id, inclusion.root(leaf: row.leaf(in: context))?.bytes == signed.checkpoint.root
        else {
            throw ProofFault.otherTree
        }
        if let last, row.version != last.row.version &+ 1 || row.seq <= last.row.seq {
            throw ProofFault.omission(version: last.row.version &+ 1)
        }
        if first == nil { first = row.version }
        let leaf = LeafContent(row: row, context: context)
        last = leaf
        return ProvenEvent(leaf: leaf, checkpoint: signed.checkpoint)
    }
}

extension LogShape {
    /// The value of a column in a row of that table.
    func value(_ column: String, of table: LogTable, in row: [StoredValue]) -> StoredValue? {
        self[table].firstIndex { $0.name == column }.map { row[$0] }
    }
}
