import ArgumentParser
import AuditLog

/// `tpaudit export`: a log as text.
struct ExportCommand: ConsoleCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "All rows of the log as JSON lines, from which it can be made again.",
        discussion: """
            Each line is a row of a table, with the columns that Schema/README.md explains; the first line says what it \
            is, the last one is the head. tpaudit import makes a log of it in which all rows are the same. Signatures \
            come along, so the import verifies like the log itself.

            The sealed tokens are left out. With --with-vault they are part of it; who starts a service on such a copy \
            may spend a token a second time, and lose the session.

            EXAMPLES:
              tpaudit export auth.sqlite | gzip > auth.jsonl.gz
              tpaudit export auth.sqlite | jq -c 'select(.table == "event") | [.seq, .kind]'
            """)

    @OptionGroup var log: LogArgument
    @OptionGroup var vault: VaultOption

    func run(_ console: Console) throws -> AuditExit {
        let reader = try log.open(console)
        vault.warn(console)
        try reader.export(withVault: vault.withVault) { try console.write($0) }
        return .fine
    }
}
