// SPDX-License-Identifier: Apache-2.0

import AuditLog

extension Console {
    /// Writes one object in a machine format.
    func write(object: LogValue, _ format: MachineFormat) throws(OutputFailure) {
        guard case .object(let fields) = object else { return }
        switch format {
        case .json, .jsonl:
            try write(line: object.json)
        case .csv:
            var writer = RowWriter(self, .csv, columns: fields.map(\.name))
            try writer.begin()
            try writer.add(object)
            try writer.end()
        }
    }

    /// Writes sessions in a machine format.
    func write(sessions: [SessionSummary], _ format: MachineFormat) throws(OutputFailure) {
        var writer = RowWriter(
            self, format, columns: ["session", "id", "created", "events", "seq", "at", "wall", "policy", "state"])
        try writer.begin()
        for session in sessions { try writer.add(session.value) }
        try writer.end()
    }
}
