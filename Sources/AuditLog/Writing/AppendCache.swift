import TokenMachine

/// What is known of a log between two commits, as long as nobody else commits.
struct AppendCache {
    /// Where a session stands.
    struct Latest {
        var seq: Int64
        var version: Int64
        var state: TokenState
    }

    var sessions: [SessionLabel: DigestedRow<SessionRow>] = [:]
    var latest: [SessionID: Latest] = [:]
    var policies: [TokenPolicy: DigestedRow<PolicyRow>] = [:]
    /// The greatest id of all events, as a number; 0 where there are none.
    var greatestID: UInt128?
    var writer: DigestedRow<WriterRow>?
}
