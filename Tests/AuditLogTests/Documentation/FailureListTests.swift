// SPDX-License-Identifier: Apache-2.0

import Testing
import TokenMachine

@testable import AuditLog

/// What the documentation shows runs.
@Suite struct FailureListTests {
    @Test func `failures are listed from a time on`() throws {
        let story = try StoryBench()
        try story.signIn()
        try story.deny(.invalidGrant)
        let bench = try story.finished()
        #expect(try failures(in: bench.path, since: 0) == ["2 requestDenied: signInRejected"])
        #expect(try failures(in: bench.path, since: .max) == [])
    }
}
