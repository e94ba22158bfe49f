// SPDX-License-Identifier: Apache-2.0

import Foundation

/// How long the processors were busy with this process.
enum Processor {
    /// In nanoseconds, over all threads.
    static var nanoseconds: Int {
        var now = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now)
        return now.tv_sec * 1_000_000_000 + now.tv_nsec
    }
}
