// SPDX-License-Identifier: Apache-2.0

/// The contract of the log, as text that runs.
public enum LogSchema {
    /// What every log carries in its header (`PRAGMA application_id`): "TPLG".
    public static let applicationID: Int32 = 0x5450_4C47

    /// The format that this build writes (`PRAGMA user_version`).
    public static let format: Int32 = 0

    /// The statements that make an empty log: `log.sql` of this folder.
    public static var sql: String {
        String(decoding: PackageResources.log_sql, as: UTF8.self)
    }
}
