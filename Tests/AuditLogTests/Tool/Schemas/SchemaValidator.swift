// SPDX-License-Identifier: Apache-2.0

import Foundation

@testable import AuditLog
@testable import tpaudit

/// A validator of JSON Schemas in another language, which others wrote: Python's `jsonschema`.
struct SchemaValidator {
    private static let python = IndependentVerifier.python(with: "jsonschema")

    static var isThere: Bool { python != nil }

    static let absence = "needs jsonschema: python3 -m venv .build-venv && .build-venv/bin/pip install jsonschema"

    /// The schemas that are used, a line each, and where they come.
    private var schemas: [String] = []
    private var places: [String: Int] = [:]
    /// What is to be held against which schema, a line each.
    private var cases: [String] = []

    /// Adds a document, which was written by a command in a format.
    mutating func add(_ name: String, _ json: some StringProtocol, to command: String, _ format: SchemaCommand.Format) {
        let key = "\(command) \(format)"
        if places[key] == nil {
            places[key] = schemas.count
            schemas.append(SchemaCommand.document(of: command, format)?.json ?? "false")
        }
        cases.append("{\"name\":\(LogValue.text(name).json),\"schema\":\(places[key] ?? 0),\"instance\":\(json)}")
    }

    /// What does not hold, a line each: schemas that are none, and documents that they do not describe.
    func complaints() throws -> [Substring] {
        let run = try IndependentVerifier.run(
            (Self.python ?? []) + ["-c", Self.script],
            input: (["[\(schemas.joined(separator: ","))]"] + cases).joined(separator: "\n"))
        guard run.code == 0 else { return ["the validator ended with \(run.code): \(run.output)"] }
        return run.output.split(separator: "\n")
    }

    private static let script = """
        import json, sys
        from jsonschema import Draft202012Validator as Validator
        validators = []
        for schema in json.loads(sys.stdin.readline()):
            Validator.check_schema(schema)
            validators.append(Validator(schema))
        for line in sys.stdin:
            case = json.loads(line)
            for error in validators[case["schema"]].iter_errors(case["instance"]):
                print(case["name"], error.json_path, error.message[:300].replace("\\n", " "))
        """
}
