// SPDX-License-Identifier: Apache-2.0

/// A folder of files and folders, with all that a power cut may leave of it.
///
/// What was synchronized is on the disk. What was not may be there or not, each sector of 512 bytes for itself and in
/// any order: a sector holds one of the versions that it had since its file was synchronized. The size of a file and
/// the names in the folder come to the disk on their own.
struct Disk {
    /// What was done to the content of a file.
    enum Edit {
        case write(at: Int, [UInt8])
        case resize(to: Int)
    }

    /// An edit that the disk may not know of yet.
    struct PendingEdit {
        /// Its place among all that was done.
        var order: Int
        var edit: Edit
        var standing = Standing.open
    }

    /// What is known of an edit.
    enum Standing {
        /// The file was not synchronized since.
        case open
        /// A synchronization failed, and no later one includes it: the system takes it for written.
        case doubtful
        /// It is on the disk, and something before it is doubtful.
        case synchronized
    }

    /// The content of a file, whatever its names are.
    struct File {
        /// What is on the disk for sure.
        var durable: [UInt8] = []
        /// What was done since.
        var pending: [PendingEdit] = []
    }

    /// What was done to the names in the folder. Files go by numbers.
    enum NameChange {
        case add(String, Int)
        case move(String, to: String, Int)
        case remove(String)
    }

    private(set) var files: [Int: File] = [:]
    /// The names as programs see them.
    private(set) var names: [String: Int] = [:]
    /// The files that are open, by what they are known as.
    private var opened: [String: Int] = [:]
    private(set) var durableNames: [String: Int] = [:]
    private(set) var pendingNames: [(order: Int, change: NameChange)] = []
    /// How much was done so far.
    private(set) var order = 0

    /// A disk with those files, synchronized.
    init(_ contents: [String: [UInt8]] = [:]) {
        for (number, (name, content)) in contents.sorted(by: { $0.key < $1.key }).enumerated() {
            files[number] = File(durable: content)
            names[name] = number
        }
        durableNames = names
    }

    /// The folder of a file; none for one that lies in the outermost folder.
    static func folder(of name: String) -> String {
        name.lastIndex(of: "/").map { String(name[..<$0]) } ?? ""
    }

    /// Makes the change. One to a file that is not there is none.
    mutating func apply(_ change: Change) {
        order += 1
        switch change {
        case .nothing:
            break
        case .opened(let name, as: let handle):
            opened[handle] = names[name]
        case .made(let name):
            guard names[name] == nil else { return }
            let number = files.count
            files[number] = File()
            rename(.add(name, number))
        case .written(let name, at: let offset, let bytes):
            edit(name, .write(at: offset, bytes))
        case .resized(let name, to: let size):
            edit(name, .resize(to: size))
        case .synchronized(let name):
            withFile(name) { $0.synchronize() }
        case .synchronizationFailed(let name):
            withFile(name) { $0.failToSynchronize() }
        case .renamed(let name, to: let newName):
            guard let number = names[name] else { return }
            rename(.move(name, to: newName, number))
        case .linked(let name, as: let newName):
            guard let number = names[name] else { return }
            rename(.add(newName, number))
        case .removed(let name):
            guard names[name] != nil else { return }
            rename(.remove(name))
        case .folderSynchronized(let folder):
            pendingNames = pendingNames.filter { pending in
                guard pending.change.folder == folder else { return true }
                pending.change.apply(to: &durableNames)
                return false
            }
        }
    }

    private mutating func withFile(_ name: String, _ body: (inout File) -> Void) {
        guard let number = opened[name] ?? names[name], var file = files.removeValue(forKey: number) else { return }
        body(&file)
        files[number] = file
    }

    private mutating func edit(_ name: String, _ edit: Edit) {
        let order = order
        withFile(name) { $0.pending.append(PendingEdit(order: order, edit: edit)) }
    }

    private mutating func rename(_ change: NameChange) {
        pendingNames.append((order, change))
        change.apply(to: &names)
    }
}

extension Disk.NameChange {
    /// The folder in which names change.
    var folder: String {
        switch self {
        case .add(let name, _), .move(let name, to: _, _), .remove(let name): Disk.folder(of: name)
        }
    }

    func apply(to names: inout [String: Int]) {
        switch self {
        case .add(let name, let number): names[name] = number
        case .move(let name, to: let newName, let number):
            names[name] = nil
            names[newName] = number
        case .remove(let name): names[name] = nil
        }
    }
}

extension Disk.File {
    mutating func synchronize() {
        guard pending.contains(where: { $0.standing == .doubtful }) else {
            for pending in pending { pending.edit.apply(to: &durable) }
            pending = []
            return
        }
        for index in pending.indices where pending[index].standing == .open { pending[index].standing = .synchronized }
    }

    mutating func failToSynchronize() {
        for index in pending.indices where pending[index].standing == .open { pending[index].standing = .doubtful }
    }
}

extension Disk.Edit {
    func apply(to content: inout [UInt8]) {
        switch self {
        case .write(at: let offset, let bytes):
            let end = offset + bytes.count
            if content.count < end { content += [UInt8](repeating: 0, count: end - content.count) }
            content.replaceSubrange(offset..<end, with: bytes)
        case .resize(to: let size):
            if size <= content.count {
                content.removeLast(content.count - size)
            } else {
                content += [UInt8](repeating: 0, count: size - content.count)
            }
        }
    }
}
