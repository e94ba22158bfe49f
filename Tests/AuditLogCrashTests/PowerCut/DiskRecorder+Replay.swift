// SPDX-License-Identifier: Apache-2.0

extension DiskRecorder {
    /// How many changes were recorded.
    var changeCount: Int {
        steps.count { step in
            if case .change = step { true } else { false }
        }
    }

    /// Goes through what was recorded, change by change, for as long as `visit` wants it to. That is asked before the
    /// first change and after each one.
    ///
    /// - Parameter ignored: A change that the disk does not hear of.
    func replay(
        on disk: inout Disk, learning expectation: inout Expectation, passingOver ignored: Disk.Change? = nil,
        _ visit: (Disk, Expectation) -> Bool
    ) {
        for step in steps {
            switch step {
            case .mark(let mark): expectation.learn(mark)
            case .change(let change):
                guard visit(disk, expectation) else { return }
                disk.apply(change == ignored ? .nothing : change)
            }
        }
        _ = visit(disk, expectation)
    }
}
