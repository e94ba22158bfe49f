// SPDX-License-Identifier: Apache-2.0

import AuditLog

extension Disk {
    /// A change to the folder. Names are those of files in it, or those that they were opened as.
    enum Change: Hashable, Sendable {
        case nothing
        case opened(String, as: String)
        case made(String)
        case written(String, at: Int, [UInt8])
        case resized(String, to: Int)
        case synchronized(String)
        case synchronizationFailed(String)
        case renamed(String, to: String)
        case linked(String, as: String)
        case removed(String)
        case folderSynchronized(String)
    }
}

extension Disk.Change {
    /// Whether it changes nothing but what is known to be on the disk.
    var isSynchronization: Bool {
        switch self {
        case .synchronized, .synchronizationFailed, .folderSynchronized: true
        case .nothing, .opened, .made, .written, .resized, .renamed, .linked, .removed: false
        }
    }

    /// The change to a file of `folder`, which ends with a slash; `nil` for one elsewhere.
    init?(_ change: FileChange, in folder: String) {
        func file(_ path: String) -> String? {
            guard path.hasPrefix(folder) else { return nil }
            return String(path.dropFirst(folder.count))
        }
        func file(_ path: String, _ handle: ObjectIdentifier?) -> String? {
            handle.map { file(path) == nil ? nil : "\($0)" } ?? file(path)
        }
        switch change {
        case .opened(let path, by: let handle):
            guard let name = file(path), let handle = file(path, handle) else { return nil }
            self = .opened(name, as: handle)
        case .made(let path):
            guard let name = file(path) else { return nil }
            self = .made(name)
        case .written(let path, by: let handle, at: let offset, let bytes):
            guard let name = file(path, handle) else { return nil }
            self = .written(name, at: offset, bytes)
        case .resized(let path, by: let handle, to: let size):
            guard let name = file(path, handle) else { return nil }
            self = .resized(name, to: size)
        case .synchronized(let path, by: let handle):
            guard let name = file(path, handle) else { return nil }
            self = .synchronized(name)
        case .renamed(let path, to: let newPath):
            guard let name = file(path), let newName = file(newPath) else { return nil }
            self = .renamed(name, to: newName)
        case .linked(let path, as: let newPath):
            guard let name = file(path), let newName = file(newPath) else { return nil }
            self = .linked(name, as: newName)
        case .removed(let path):
            guard let name = file(path) else { return nil }
            self = .removed(name)
        case .folderSynchronized(of: let path):
            guard let name = file(path) else { return nil }
            self = .folderSynchronized(Disk.folder(of: name))
        }
    }
}
