// SPDX-License-Identifier: Apache-2.0

import Foundation
import TicketparkAuth
import TokenMachine

/// How much memory sessions take that are kept alive and that nobody uses at the moment.
struct MemoryMeasure {
    let folder: String
    let sessions: Int

    func figures() async throws -> [(name: String, value: Double)] {
        let service = try MeasuredService.open(
            folder, endpoint: InProcessEndpoint(latency: .zero, lifetime: .hours(12)))
        // What one session takes at first, such as the connection's own caches, is not what the next one takes.
        try await adopt(0..<100, service)
        let before = try Allocations.bytes()
        try await adopt(100..<(100 + sessions), service)
        let bytes = try Allocations.bytes() - before
        try await service.shutDown()
        return [("bytes", Double(bytes) / Double(sessions))]
    }

    private func adopt(_ numbers: Range<Int>, _ service: TokenService) async throws {
        for number in numbers {
            let session = try service.session("box-office-\(number)")
            try await session.adopt(
                refreshToken: MeasuredService.token("refresh-\(number)-"),
                accessToken: (MeasuredService.token("access-\(number)-"), .seconds(43_200)))
            _ = try await session.accessToken()
        }
    }
}
