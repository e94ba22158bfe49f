// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation
import Testing
import TokenMachineTesting

/// What kind of history a log has, and how power cuts are spread over it.
struct Plot: Hashable, Sendable, CustomTestStringConvertible {
    var name: String
    /// How many of a thousand images are of such histories.
    var share = 100
    /// How many things happen.
    var acts = 12
    /// How many writers have the log open, as far as they have it open at all.
    var writers = 1
    /// How many events are appended together, at most.
    var groupSize = 4
    /// How many of a thousand events come with long words.
    var notePermille = 0
    /// How long these are, in bytes, at most.
    var noteLength = 20_000
    /// How many of a thousand acts close a log, most often with a checkpoint.
    var closingPermille = 0
    /// How many of a thousand acts are cut off by a kill.
    var killingPermille = 0
    /// How many of a thousand acts meet a change or a synchronization that fails.
    var failingPermille = 0

    /// How many of a thousand acts put another key in place.
    var rotatingPermille = 0
    /// How many of a thousand acts move events to an archive.
    var archivingPermille = 0
    /// How durable commits are.
    var durability = Durability.full

    /// Whether anything goes wrong beside the power.
    var isTroubled: Bool { killingPermille + failingPermille > 0 }

    var testDescription: String { name }

    /// What goes wrong in the next act.
    ///
    /// - Parameter isCommitting: Whether somebody has the log open. Who opens it may find a commit whose writer was
    ///   killed before it was synchronized. If the disk does not take that one either, and the power goes while it is
    ///   copied, the log is lost: three faults are one too many.
    func weather(isCommitting: Bool, _ random: inout SplitMix64) -> DiskRecorder.Weather {
        if random.chance(permille: killingPermille) {
            // A log takes more changes to be made than a commit does.
            return .killing(after: random.below(random.pick([14, 90])))
        }
        if random.chance(permille: failingPermille) {
            let failures = [EIO, ENOSPC].map { DiskRecorder.Weather.failing(after: random.below(12), code: $0) }
            return random.pick(failures + (isCommitting ? [.failingSynchronization(after: random.below(3))] : []))
        }
        return .fine
    }
}

extension Plot {
    /// A log is made, and a few events are appended.
    static let creation = Plot(name: "creation", acts: 3)
    /// One commit after the other.
    static let appends = Plot(name: "appends", acts: 25)
    /// Commits of many pages.
    static let longWords = Plot(name: "long words", notePermille: 500)
    /// Checkpoints between the commits, so that the WAL begins anew; the log is closed and opened again.
    static let checkpoints = Plot(name: "checkpoints", acts: 30, notePermille: 100, closingPermille: 350)
    /// Two writers by turns.
    static let twoWriters = Plot(name: "two writers", acts: 25, writers: 2, closingPermille: 200)
    /// A WAL that grows so long that its writer copies it by itself.
    static let growth = Plot(
        name: "growth", share: 50, acts: 45, groupSize: 24, notePermille: 1000, noteLength: 10_000, closingPermille: 20)
    /// Processes are killed, and their successors go on.
    static let kills = Plot(name: "kills", acts: 30, writers: 2, closingPermille: 200, killingPermille: 250)
    /// Changes and synchronizations fail, and processes are killed.
    static let failures = Plot(
        name: "failures", acts: 30, closingPermille: 200, killingPermille: 100, failingPermille: 250)

    /// Keys are replaced, and processes are killed while they do it.
    static let rotations = Plot(
        name: "rotations", share: 50, acts: 25, writers: 2, closingPermille: 100, killingPermille: 100,
        rotatingPermille: 300)
    /// Events are moved to archives, and processes are killed while they do it.
    static let archives = Plot(
        name: "archives", share: 50, acts: 25, closingPermille: 100, killingPermille: 100, archivingPermille: 150)
    /// Commits that a power cut may take, but never a part of one.
    static let relaxed = Plot(
        name: "relaxed", share: 50, acts: 25, closingPermille: 150, rotatingPermille: 100, archivingPermille: 50,
        durability: .relaxed)

    static let all: [Plot] = [
        .creation, .appends, .longWords, .checkpoints, .twoWriters, .growth, .kills, .failures, .rotations, .archives,
        .relaxed,
    ]
}
