// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Foundation
import Synchronization
import TokenMachine
import TokenMachineTesting

/// Explores every world of every plan, and says how many there are and how fast it went.
///
/// It takes its options by itself, so that who works on the machine alone builds nothing else.
@main
enum TPExplore {
    static func main() {
        guard let options = Options(CommandLine.arguments.dropFirst()) else {
            complain(
                """
                usage: tpexplore [--flights 1|2|3] [--at-least RATE]
                  --flights   how many requests and answers are on their way at most; 2 where it is not given
                  --at-least  fail where one processor explored fewer transitions than this in a second
                """)
            exit(64)
        }
        exit(explore(options))
    }

    /// What all plans came to.
    private struct Total {
        var transitions = 0
        var hasViolations = false
    }

    private static func explore(_ options: Options) -> Int32 {
        let plans = ExplorationPlan.all(flights: options.flights)
        let total = Mutex(Total())
        let clock = ContinuousClock()
        let began = clock.now
        // An exploration is one thread; explorations do not know of each other.
        DispatchQueue.concurrentPerform(iterations: plans.count) { index in
            let found = TokenMachineTesting.explore(plans[index])
            total.withLock { total in
                total.transitions += found.transitions
                total.hasViolations = total.hasViolations || !found.violations.isEmpty
                report(found)
            }
        }
        let seconds = (clock.now - began) / .seconds(1)
        let (transitions, hasViolations) = total.withLock { ($0.transitions, $0.hasViolations) }
        say(
            "\(transitions) transitions in \(String(format: "%.1f", seconds)) s: "
                + "\(Int(Double(transitions) / seconds)) transitions per second")
        let rate = Int(Double(transitions) / processorSeconds)
        say("\(rate) transitions per second of one processor")
        if hasViolations { return 1 }
        guard rate >= options.leastRate else {
            complain("fewer than \(options.leastRate) transitions per second of one processor")
            return 1
        }
        return 0
    }

    /// How long this process has computed, on all processors. Other than time on the wall, that says little of what
    /// else the machine is doing.
    private static var processorSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private static func report(_ found: Exploration) {
        say(found.summary)
        for violation in found.violations {
            say("  broken: \(violation.invariant)")
            for step in violation.history { say("    \(step.event.kind) -> \(step.after)") }
        }
    }

    /// One line at once, also where somebody else reads along.
    private static func say(_ line: String) {
        FileHandle.standardOutput.write(Data("\(line)\n".utf8))
    }

    private static func complain(_ message: String) {
        FileHandle.standardError.write(Data("\(message)\n".utf8))
    }
}
