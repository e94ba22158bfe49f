import ArgumentParser
import AuditLog

/// `tpaudit info`: what a log is, at a glance.
struct InfoCommand: AuditCommand {
    static let configuration = CommandConfiguration(
        commandName: "info",
        abstract: "What a log is: its age, size, sessions and keys.",
        discussion: "Nothing is verified; that is what tpaudit verify is for.")

    @OptionGroup var log: LogArgument
    @OptionGroup var output: OutputOptions

    func run(_ console: Console) throws -> AuditExit {
        let reader = try log.open(console)
        let value = try reader.info().value
        if let format = output.machineFormat {
            try console.write(object: value, format)
        } else if case .object(let fields) = value {
            try console.write(fields: fields.map(InfoCommand.forPeople), in: output.zone)
        }
        return .fine
    }

    /// Keys one by one, as a list of objects is nothing to read.
    private static func forPeople(_ field: LogValue.Field) -> LogValue.Field {
        guard field.name == "keys", case .list(let keys) = field.value else { return field }
        return LogValue.Field(
            "keys",
            .object(
                keys.map { key in
                    LogValue.Field(key["purpose"]?.text(in: .utc) ?? "", key["value"] ?? .null)
                }))
    }
}
