// SPDX-License-Identifier: Apache-2.0

/// Values by the ids of rows.
///
/// Rows are counted from 1 on and mostly come up in this order: these stand side by side, and need not be looked for.
struct RowTable<Value> {
    private var values: [Value] = []
    private var others: [Int64: Value] = [:]

    /// The value of the row of that id; where it has none yet, `new`.
    subscript(id: Int64, default new: Value) -> Value {
        get { isInPlace(id) ? values[Int(id) - 1] : others[id, default: new] }
        set {
            if isInPlace(id) {
                values[Int(id) - 1] = newValue
            } else if id == Int64(values.count) + 1 {
                values.append(newValue)
            } else {
                others[id] = newValue
            }
        }
    }

    private func isInPlace(_ id: Int64) -> Bool { id > 0 && id <= Int64(values.count) }
}
