// SPDX-License-Identifier: Apache-2.0

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
    /// The library that counts allocations.
    var counter: String?
    /// The release build of `tpmeasure`, where the questions are about the service and not about the log.
    var tpmeasure: String?
    /// The program that measures Go, where there is one.
    var go: String?

    /// - Returns: `nil` where `arguments` are none that there are.
    init?(_ arguments: some Sequence<String>) {
        var arguments = arguments.makeIterator()
        guard let tpaudit = arguments.next(), let folder = arguments.next() else { return nil }
        self.tpaudit = tpaudit
        self.folder = folder
        while let option = arguments.next() {
            switch option {
            case "--quick": isQuick = true
            case "--only", "--counter", "--service", "--go":
                guard let value = arguments.next() else { return nil }
                switch option {
                case "--only": question = value
                case "--counter": counter = value
                case "--service": tpmeasure = value
                default: go = value
                }
            default: return nil
            }
        }
    }
}
