// SPDX-License-Identifier: Apache-2.0

import CAuditSQLite

/// The version of SQLite that the tests run with.
func sqliteVersion() -> UnsafePointer<CChar> {
    sqlite3_libversion()
}
