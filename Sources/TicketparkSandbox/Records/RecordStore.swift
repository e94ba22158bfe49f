// SPDX-License-Identifier: Apache-2.0

/// The records behind the API, and what its calls do with them.
struct RecordStore: Sendable {
    private var collections: [String: [SandboxRecord]]
    private var generator: TokenGenerator

    init(_ collections: [String: [SandboxRecord]], generator: TokenGenerator = TokenGenerator()) {
        self.collections = collections
        self.generator = generator
    }

    /// The records of a collection, in the order of their creation.
    func records(in collection: String) -> [SandboxRecord] {
        collections[collection] ?? []
    }

    /// Answers a call that has passed authentication.
    mutating func answer(_ call: APICall) -> Answer {
        let elements = call.path.split(separator: "/").map(String.init)
        guard let name = elements.first, collections[name] != nil, elements.count <= 2 else {
            return .refusal(status: 404)
        }
        guard let query = RecordQuery(call.query) else { return .refusal(status: 400) }
        guard elements.count == 2 else { return answer(call, collection: name, query: query) }
        return answer(call, collection: name, pid: FormFields.decoded(elements[1]), query: query)
    }

    private mutating func answer(_ call: APICall, collection: String, query: RecordQuery) -> Answer {
        switch call.method {
        case "GET", "HEAD": list(collection, query)
        case "POST": create(call, in: collection)
        default: .notAllowed(allow: "GET, HEAD, POST")
        }
    }

    private mutating func answer(_ call: APICall, collection: String, pid: String, query: RecordQuery) -> Answer {
        guard let index = collections[collection]?.firstIndex(where: { $0.pid == pid }),
            let record = collections[collection]?[index]
        else {
            return .refusal(status: 404)
        }
        guard !record.isForbidden else { return .refusal(status: 403) }
        switch call.method {
        case "GET", "HEAD":
            return .json(record.json(properties: query.properties))
        case "PATCH":
            return change(record, at: index, in: collection, by: call.body)
        case "DELETE":
            collections[collection]?.remove(at: index)
            return Answer(status: 204)
        default:
            return .notAllowed(allow: "GET, HEAD, PATCH, DELETE")
        }
    }

    private func list(_ collection: String, _ query: RecordQuery) -> Answer {
        let found = records(in: collection).filter { !$0.isForbidden && query.admits($0) }
        let page = found.dropFirst(query.page * query.maxResults).prefix(query.maxResults)
        var answer = Answer.json(.array(page.map { $0.json(properties: query.properties) }))
        answer.headers["X-Count"] = String(found.count)
        return answer
    }

    /// One record from an object, a batch of them from an array; a batch with one bad record creates none.
    private mutating func create(_ call: APICall, in collection: String) -> Answer {
        switch JSONValue(parsing: call.body) {
        case .object(let members)?:
            let record = makeRecord(from: .object(members))
            guard !isTaken([record.pid], in: collection) else { return .refusal(status: 409) }
            collections[collection, default: []].append(record)
            return created(at: "/\(collection)/\(record.pid)", call)
        case .array(let values)?:
            guard values.allSatisfy({ if case .object = $0 { true } else { false } }) else {
                return .refusal(status: 400)
            }
            let batch = generator.pid()
            let records = values.map { value in
                var record = makeRecord(from: value)
                record.fields["batchId"] = .string(batch)
                return record
            }
            guard !isTaken(records.map(\.pid), in: collection) else { return .refusal(status: 409) }
            collections[collection, default: []] += records
            return created(at: "/\(collection)/?filters%5BbatchId%5D=\(batch)", call)
        default:
            return .refusal(status: 400)
        }
    }

    private mutating func makeRecord(from value: JSONValue) -> SandboxRecord {
        var fields = value
        fields["pid"] = .none
        return SandboxRecord(pid: value["pid"]?.text ?? generator.pid(), fields: fields)
    }

    /// Whether one of the pids belongs to a record already, or stands in the list twice.
    private func isTaken(_ pids: [String], in collection: String) -> Bool {
        Set(pids).count < pids.count || records(in: collection).contains { pids.contains($0.pid) }
    }

    private func created(at path: String, _ call: APICall) -> Answer {
        Answer(status: 201, headers: ["Location": "https://\(call.authority)\(path)"])
    }

    private mutating func change(
        _ record: SandboxRecord, at index: Int, in collection: String, by body: String
    ) -> Answer {
        guard case .object(let members)? = JSONValue(parsing: body) else { return .refusal(status: 400) }
        var changed = record
        for member in members {
            if member.name == "pid" {
                // A record keeps its pid for life.
                guard member.value == .string(record.pid) else { return .refusal(status: 409) }
            } else {
                changed.fields[member.name] = member.value
            }
        }
        collections[collection]?[index] = changed
        return Answer(status: 204)
    }
}
