// SPDX-License-Identifier: Apache-2.0

/// The query of an API call: `page` (from 0), `maxResults`, `filters[name]=…` and `properties[name]=1`.
struct RecordQuery: Equatable, Sendable {
    var page = 0
    var maxResults = 100
    var filters: [String: String] = [:]
    var properties: Set<String> = []

    /// Nil where `page` or `maxResults` is no number in range.
    init?(_ text: String) {
        let fields = FormFields(decoding: text)
        for name in fields.names {
            let value = fields[name] ?? ""
            if name == "page" {
                guard let number = Int(value), (0...1_000_000).contains(number) else { return nil }
                page = number
            } else if name == "maxResults" {
                guard let number = Int(value), (1...1_000_000).contains(number) else { return nil }
                maxResults = number
            } else if let key = Self.key(name, of: "filters") {
                filters[key] = value
            } else if let key = Self.key(name, of: "properties"), value == "1" {
                properties.insert(key)
            }
        }
    }

    /// Whether a record passes all filters. Text compares as it is, other values as their JSON.
    func admits(_ record: SandboxRecord) -> Bool {
        let json = record.json(properties: properties)
        return filters.allSatisfy { name, wanted in
            guard let value = json[name] else { return false }
            return (value.text ?? value.description) == wanted
        }
    }

    /// `name` out of `filters[name]`.
    private static func key(_ name: String, of group: String) -> String? {
        guard name.hasPrefix(group + "["), name.hasSuffix("]") else { return nil }
        return String(name.dropFirst(group.count + 1).dropLast())
    }
}
