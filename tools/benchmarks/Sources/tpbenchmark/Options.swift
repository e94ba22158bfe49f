/// What is asked for on the command line.
struct Options {
    /// The release build of `tpaudit`.
    var tpaudit: String
    /// Where the table and the plots go.
    var folder: String
    /// Whether to measure little.
    var isQuick = false
    /// The one question to answer; `nil` for all.
    var question: String?

    /// - Returns: `nil` where `arguments` are none that there are.
    init?(_ arguments: some Sequence<String>) {
        var arguments = arguments.makeIterator()
        guard let tpaudit = arguments.next(), let folder = arguments.next() else { return nil }
        self.tpaudit = tpaudit
        self.folder = folder
        while let option = arguments.next() {
            switch option {
            case "--quick": isQuick = true
            case "--only":
                guard let name = arguments.next() else { return nil }
                question = name
            default: return nil
            }
        }
    }
}
