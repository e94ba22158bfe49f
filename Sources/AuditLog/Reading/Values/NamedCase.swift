// SPDX-License-Identifier: Apache-2.0

package import TokenMachine

/// An enumeration whose cases logs, tools and documentation know by their names in the source.
///
/// The names are kept: to find one out by reflection takes a microsecond, and a log has them by the million.
package protocol NamedCase: CaseIterable, RawRepresentable<UInt8> {
    /// The names, each at the place of its case's number.
    static var caseNames: [String] { get }
}

extension NamedCase {
    /// The name.
    package var caseName: String { Self.caseNames[Int(rawValue)] }

    fileprivate static func namesOfCases() -> [String] {
        let count = allCases.reduce(0) { max($0, Int($1.rawValue) + 1) }
        return allCases.reduce(into: Array(repeating: "", count: count)) { $0[Int($1.rawValue)] = "\($1)" }
    }
}

extension StateKind: NamedCase {
    package static let caseNames = namesOfCases()
}

extension EventKind: NamedCase {
    package static let caseNames = namesOfCases()
}

extension IgnoreReason: NamedCase {
    package static let caseNames = namesOfCases()
}

extension Failure: NamedCase {
    package static let caseNames = namesOfCases()
}

extension OAuthErrorCode: NamedCase {
    package static let caseNames = namesOfCases()
}

extension FaultKind: NamedCase {
    package static let caseNames = namesOfCases()
}

extension Reach: NamedCase {
    package static let caseNames = namesOfCases()
}

extension LogRecord.Kind: NamedCase {
    package static let caseNames = namesOfCases()
}
