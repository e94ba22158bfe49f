// SPDX-License-Identifier: Apache-2.0

import TokenMachine

/// What is known of a log between two commits, as long as nobody else commits.
struct AppendCache {
    /// A session, and where it stands.
    struct Session {
        let id: SessionID
        /// What leaves cover of its row.
        let digest: Hash
        /// How many events it has had.
        var version: Int64
        var state: TokenState
    }

    /// The sessions that have appended of late, in the order in which they did first.
    var sessions: [Session] = []
    /// Where in ``sessions`` each stands.
    var places: [SessionLabel: Int] = [:]
    /// How many records the log itself has had.
    var recordCount: Int64?
    /// The policy that was asked for last, as hardly a service has two.
    var lastPolicy: (policy: TokenPolicy, row: DigestedRow<PolicyRow>)?
    var policies: [TokenPolicy: DigestedRow<PolicyRow>] = [:]
    /// The greatest id of all events, as a number; 0 where there are none.
    var greatestID: UInt128?
    var writer: DigestedRow<WriterRow>?

    /// After so many sessions all of them are looked up anew: those of one moment are few, however many a log has.
    static let sessionLimit = 4096

    /// Forgets the sessions where they have become too many.
    mutating func makeRoom() {
        guard sessions.count >= AppendCache.sessionLimit else { return }
        sessions = []
        places = [:]
    }
}
