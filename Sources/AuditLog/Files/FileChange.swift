// SPDX-License-Identifier: Apache-2.0

/// Something that is about to be done to a file beside SQLite, or to a name in its folder.
///
/// What SQLite itself does to its files is none of these. A test that has to know what a power cut may leave learns
/// of both, in their order. A file that is open is known by its handle, since it may have got another name; one that
/// SQLite has open has no handle.
package enum FileChange: Hashable, Sendable {
    /// A file was opened: no change as yet.
    case opened(String, by: ObjectIdentifier)
    /// A file is made.
    case made(String)
    /// Bytes are written at an offset.
    case written(String, by: ObjectIdentifier?, at: Int, [UInt8])
    /// A file is made that many bytes long.
    case resized(String, by: ObjectIdentifier?, to: Int)
    /// What was written is brought to the disk.
    case synchronized(String, by: ObjectIdentifier?)
    /// A file gets another name, in place of what bore it.
    case renamed(String, to: String)
    /// A file gets a second name.
    case linked(String, as: String)
    /// A file is taken away.
    case removed(String)
    /// The names in the folder of a file are brought to the disk.
    case folderSynchronized(of: String)

    /// Is told of each change before it is made. What it throws takes the place of the change.
    @TaskLocal package static var observer: (@Sendable (FileChange) throws(PosixFailure) -> Void)?

    /// Tells of a change where somebody wants to know.
    static func tell(_ change: @autoclosure () -> FileChange) throws(PosixFailure) {
        if let observer { try observer(change()) }
    }
}
