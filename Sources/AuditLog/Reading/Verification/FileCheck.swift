/// SQLite's own check of the file: its pages, that every index holds what its table holds, unique values and column
/// types. It says nothing of whether the content was changed, and without it indexes could hide events from some
/// views. CHECK constraints are passed over: SQLite leaves them out on connections that only read.
struct FileCheck {
    let reader: LogReader

    /// One broken page can break a thousand rows; the first ones tell enough.
    private static let limit = 100

    func run(_ sink: FindingSink) throws(LogError) {
        try reader.transaction {
            let check = try reader.database.prepare("PRAGMA integrity_check(\(FileCheck.limit))")
            while try check.step() {
                let message = check.optionalText(0) ?? ""
                if message != "ok" { sink.find(.file, message) }
            }
        }
    }
}
