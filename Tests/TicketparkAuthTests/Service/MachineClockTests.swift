import Synchronization
import Testing
import TokenMachine

@testable import TicketparkAuth

/// Machine time.
struct MachineClockTests {
    @Test func `time that passes before a wait begins is part of the wait`() async throws {
        let monotonic = Mutex<Int64>(1_000)
        let waits = Mutex<[Int64]>([])
        let clock = MachineClock(
            MachineClock.Sources(
                wall: { 1_700_000_000_000 },
                // Each look at the clock takes a minute.
                monotonic: {
                    monotonic.withLock { time in
                        defer { time += 60_000 }
                        return time
                    }
                },
                sleep: { until in waits.withLock { $0.append(until) } }),
            after: .distantPast)
        try await clock.sleep(until: Instant(milliseconds: 1_700_000_000_000) + .seconds(300))
        // It was 1 s by the monotonic clock when machine time was 1,700,000,000 s.
        #expect(waits.withLock { $0 } == [301_000])
    }
}
