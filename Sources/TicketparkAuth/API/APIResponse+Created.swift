// SPDX-License-Identifier: Apache-2.0

extension APIResponse {
    /// The pid of the record that a 201 made: the last path element of `Location`.
    ///
    /// - Throws: The ``APIError`` that fits the status, if this is no success; else
    ///   ``APIError/unexpectedContent(_:_:)`` where no single record was made.
    public var generatedPid: String {
        get throws(APIError) {
            let location = try location
            guard status == 201, !Self.isListLink(location), let pid = Self.lastElement(of: location) else {
                throw .unexpectedContent(refusal, .noLocation)
            }
            return pid
        }
    }

    /// The link to the list of records that were made at once: a `Location` with a `batchId`. It can be given to
    /// ``TicketparkClient/get(_:query:)`` as it is.
    ///
    /// - Throws: The ``APIError`` that fits the status, if this is no success; else
    ///   ``APIError/unexpectedContent(_:_:)`` where there is no such link.
    public var generatedListLink: String {
        get throws(APIError) {
            let location = try location
            guard Self.isListLink(location) else { throw .unexpectedContent(refusal, .noLocation) }
            return location
        }
    }

    private var location: String {
        get throws(APIError) {
            try successful()
            guard let location = headers["Location"] else { throw .unexpectedContent(refusal, .noLocation) }
            return location
        }
    }

    private static func isListLink(_ location: String) -> Bool {
        location.contains("batchId")
    }

    private static func lastElement(of location: String) -> String? {
        let path = location.prefix { $0 != "?" && $0 != "#" }
        return path.split(separator: "/").last.map { PercentEncoding.decode($0) }
    }
}
