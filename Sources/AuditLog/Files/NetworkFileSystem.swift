// SPDX-License-Identifier: Apache-2.0

import CAuditSQLite

/// File systems on which locks and shared memory do not hold between hosts, so that a log there would be torn apart.
enum NetworkFileSystem {
    /// The kind of network file system that `path` lies on; `nil` for a local one, or where it cannot be told.
    static func kind(of path: String) -> String? {
        kind(Int64(audit_file_system(path)))
    }

    /// The kind that a number of statfs(2) stands for; 1 for one that the system calls remote.
    static func kind(_ number: Int64) -> String? {
        switch number {
        case 1: "network"
        case 0x6969: "nfs"
        case 0x517B: "smb"
        case 0xFF53_4D42: "cifs"
        case 0xFE53_4D42: "smb2"
        case 0x0102_1997: "9p"
        case 0x5346_414F: "afs"
        case 0x00C3_6400: "ceph"
        case 0x4756_4653: "glusterfs"
        default: nil
        }
    }
}
