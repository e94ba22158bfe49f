// SPDX-License-Identifier: Apache-2.0

/// A record that the sandbox's API starts with.
public struct SandboxRecord: Sendable, Hashable {
    /// The last element of the record's path.
    public var pid: String
    /// The record's other members, which must be an object.
    public var fields: JSONValue
    /// Members that come only when they are asked for, as with `properties[shows]=1`.
    public var extraProperties: JSONValue
    /// Whether every use of the record is answered with 403.
    public var isForbidden: Bool

    /// A record that can be used unless it is forbidden.
    public init(
        pid: String, fields: JSONValue, extraProperties: JSONValue = .object([]), isForbidden: Bool = false
    ) {
        self.pid = pid
        self.fields = fields
        self.extraProperties = extraProperties
        self.isForbidden = isForbidden
    }

    /// Three events that can be read, and one that is forbidden.
    public static let events = [
        SandboxRecord(
            pid: "1f2e3d4c-0000-4000-8000-000000000001", fields: ["name": "Hugo", "venue": "Kleines Haus"],
            extraProperties: ["shows": ["5a5a5a5a-0000-4000-8000-000000000001"]]),
        SandboxRecord(
            pid: "1f2e3d4c-0000-4000-8000-000000000002", fields: ["name": "Carmen", "venue": "Großes Haus"],
            extraProperties: ["shows": []]),
        SandboxRecord(
            pid: "1f2e3d4c-0000-4000-8000-000000000003", fields: ["name": "Faust", "venue": "Großes Haus"],
            extraProperties: ["shows": []]),
        SandboxRecord(
            pid: "1f2e3d4c-0000-4000-8000-000000000403", fields: ["name": "Geschlossen"], isForbidden: true),
    ]

    /// One show, of the first event.
    public static let shows = [
        SandboxRecord(
            pid: "5a5a5a5a-0000-4000-8000-000000000001",
            fields: ["event": "1f2e3d4c-0000-4000-8000-000000000001", "start": "2030-05-01T19:30:00+02:00"])
    ]

    /// The record as the API shows it.
    func json(properties: Set<String>) -> JSONValue {
        let extras = extraProperties.members.filter { properties.contains($0.name) }
        return .object([JSONValue.Member("pid", .string(pid))] + fields.members + extras)
    }
}
