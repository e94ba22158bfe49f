// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import TicketparkAuth

struct DownloadFailed: Error { var status: Int }

// The example of AuthorizedClient's documentation, word for word: a test holds one against the other.

func download(_ path: String, from api: ServerURL, with client: AuthorizedClient, into file: FileHandle) async throws {
    let request = HTTPRequest(method: .get, scheme: api.scheme, authority: api.authority, path: path)
    let (answer, body) = try await client.send(request, timeLimit: .seconds(600))
    guard answer.status == .ok else { throw DownloadFailed(status: answer.status.code) }
    for try await chunk in body { try file.write(contentsOf: chunk) }
}
