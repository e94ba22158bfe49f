// SPDX-License-Identifier: Apache-2.0

import AuditLog

extension SessionLabel {
    // A label that is none stops the test run, which is what a wrong literal deserves.
    private static func named(_ text: StaticString) -> SessionLabel {
        do { return try SessionLabel("\(text)") } catch { preconditionFailure("\(error)") }
    }

    static var office: SessionLabel { named("box-office") }
    static var kiosk: SessionLabel { named("kiosk") }
}
