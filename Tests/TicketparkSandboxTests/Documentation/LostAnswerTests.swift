// SPDX-License-Identifier: Apache-2.0

import Testing
import TicketparkSandbox

/// What the documentation shows runs.
@Suite struct LostAnswerTests {
    private struct Left: Error {}

    @Test func `the sandbox of the example is there for the client, and gone afterwards`() async throws {
        var seen: [String] = []
        try await withLostAnswer { baseURL, authority in
            #expect(authority.hasPrefix("-----BEGIN CERTIFICATE-----"))
            seen.append(baseURL)
        }
        await #expect(throws: Left.self) {
            try await withLostAnswer { baseURL, _ in
                seen.append(baseURL)
                throw Left()
            }
        }
        #expect(seen.count == 2 && seen.allSatisfy { $0.hasPrefix("https://localhost:") })
    }
}
