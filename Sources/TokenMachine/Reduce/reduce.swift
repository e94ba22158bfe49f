// SPDX-License-Identifier: Apache-2.0

/// The number of this reducer. It goes up with every change that decides anything differently, and is logged with
/// each event, so that a replay knows whose decisions it compares with its own.
public let reducerVersion: UInt16 = 1

/// The machine: what becomes of a session in `state` when `event` happens, under `policy`.
///
/// Pure and total: no clock, no randomness, no I/O, no allocation; every state takes every event, from wherever it
/// comes, and none traps. An event that is not welcome leaves the state as it was, and the transition says why.
///
/// One file per state has its row of the table; the cells that all states share are in `TokenState+Common.swift`.
@inlinable
public func reduce(_ state: TokenState, _ event: TokenEvent, policy: TokenPolicy) -> Transition {
    switch state {
    case .unauthenticated(let held): held.reduce(event, policy: policy)
    case .authenticating(let held): held.reduce(event, policy: policy)
    case .valid(let held): held.reduce(event, policy: policy)
    case .expired(let held): held.reduce(event, policy: policy)
    case .refreshing(let held): held.reduce(event, policy: policy)
    case .failed(let held): held.reduce(event, policy: policy)
    }
}
