// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Testing

/// Logs whose making was cut off by a kill, and finished by somebody else.
struct CutOffCreationTests {
    @Test(arguments: 0..<100)
    func `a log that another process finished is as durable as any other, and so are its keys`(
        _ changes: Int
    ) throws {
        let recorded = try RecordedLog()
        let acknowledged = try recorded.recorder.record {
            recorded.recorder.set(.killing(after: changes))
            // Whether it was in time does not matter here.
            _ = try? recorded.bench.open()
            recorded.recorder.set(.fine)
            return try recorded.append(to: try recorded.bench.open())
        }
        #expect(try recorded.events(after: .nothing) == [acknowledged])
    }
}
