// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// A user's way from the first sign-in to the last sign-out.
@Suite struct RoundTripTests {
    @Test func `sign in, call the API, look at the status, sign out`() async throws {
        try await Bench.run { bench in
            let login = try await bench.auth("login", input: bench.password + "\n")
            #expect(login.exit == 0 && login.error.isEmpty)
            #expect(login.output.hasPrefix("signed in as box-office@sandbox.example; session default in auth.sqlite"))

            let token = try await bench.auth("token")
            #expect(token.exit == 0 && token.error.isEmpty)
            #expect(token.line.wholeMatch(of: /[A-Za-z0-9]{40,}/) != nil)
            #expect(try await bench.auth("token").output == token.output)

            let events = try await bench.auth("request", "get", "/events/", "--query", "maxResults=1", "-i")
            #expect(events.exit == 0)
            #expect(events.output.contains("Hugo") && !events.output.contains("HTTP"))
            #expect(events.errorLines.first == "HTTP 200")
            #expect(events.errorLines.contains("X-Count: 3"))

            let status = try await bench.auth("status")
            #expect(status.exit == 0)
            #expect(status.output.contains("usable") && status.output.contains("nothing to do"))

            #expect(try await bench.auth("logout", "--burn").exit == 0)
            #expect(try bench.sandbox.journal.map(\.grant) == ["password", "refresh_token"])
            #expect(try await bench.auth("status").exit == 1)
            let late = try await bench.auth("token")
            #expect(late.exit == 1 && late.output.isEmpty)
            #expect(
                late.errorLines == ["tpauth: session default needs a sign-in: nobody has signed in; run tpauth login"])
            try await bench.expectSoundLog()
        }
    }

    @Test func `a record is made, changed and deleted`() async throws {
        try await Bench.run { bench in
            try await bench.login()
            let made = try await bench.auth("request", "POST", "/events/", "--data", #"{"name": "Nora"}"#, "--include")
            #expect(made.exit == 0)
            #expect(made.errorLines.first == "HTTP 201")
            let location = try #require(made.errorLines.first { $0.hasPrefix("Location: ") })
            let path = "/events/" + (location.split(separator: "/").last ?? "")
            let changed = try await bench.auth("request", "PATCH", path, "--data", "-", input: #"{"name": "Nils"}"#)
            #expect(changed.exit == 0)
            #expect(try await bench.auth("request", "GET", path).output.contains("Nils"))
            #expect(try await bench.auth("request", "DELETE", path).exit == 0)
            let gone = try await bench.auth("request", "GET", path)
            #expect(gone.exit == 2 && gone.output.contains("Not Found"))
            #expect(gone.errorLines == ["tpauth: GET \(path) answered 404: not found"])
        }
    }

    @Test func `an expired token is refreshed, and the password is not needed again`() async throws {
        try await Bench.run(["--access-lifetime", "4"]) { bench in
            try await bench.login()
            let old = try await bench.auth("token")
            try await Task.sleep(for: .seconds(4))
            let new = try await bench.auth("token")
            #expect(new.exit == 0 && new.output != old.output)
            let grants = try bench.sandbox.journal.map(\.grant)
            #expect(grants.count >= 2 && grants.first == "password")
            #expect(grants.dropFirst().allSatisfy { $0 == "refresh_token" })
            try await bench.expectSoundLog()
        }
    }

    @Test func `sessions of one log do not know each other`() async throws {
        try await Bench.run { bench in
            try await bench.login(session: "box-office")
            #expect(try await bench.auth("token", "--session", "box-office").exit == 0)
            #expect(try await bench.auth("token").exit == 1)
            #expect(try await bench.auth("status", "--session", "web-shop").exit == 1)
        }
    }

    @Test func `tokens from elsewhere are taken over`() async throws {
        try await Bench.run { bench in
            try await bench.login()
            let access = try await bench.auth("token").line
            let answer = #"{"access_token": "\#(access)", "expires_in": "300", "scope": null}"#
            let adopted = try await bench.auth("adopt", "--session", "other", input: answer)
            #expect(adopted.exit == 0, "\(adopted.error)")
            #expect(try await bench.auth("token", "--session", "other").line == access)
            let refused = try await bench.auth("adopt", "--session", "third", input: "no-such-refresh-token\n")
            #expect(refused.exit == 1 && refused.output.isEmpty)
            #expect(refused.errorLines.count == 1 && !refused.error.contains("no-such"))
            try await bench.expectSoundLog()
        }
    }

    @Test func `a second sign-in warns that it forgets the first, and does`() async throws {
        try await Bench.run { bench in
            try await bench.login()
            let failed = try await bench.auth("login", input: "wrong\n")
            #expect(failed.exit == 2)
            #expect(failed.errorLines.count == 2)
            #expect(failed.error.contains("forgets what it holds, even if it fails"))
            #expect(failed.error.contains("refused the user name or the password"))
            #expect(try await bench.auth("token").exit == 1)
        }
    }

    @Test func `flags go before the environment`() async throws {
        try await Bench.run { bench in
            let result = try await bench.auth(
                "login", "--base-url", bench.sandbox.announcement.url, "--log", "other.sqlite", "--key-file", "k",
                input: bench.password, changes: ["TICKETPARK_BASE_URL": "https://nowhere.invalid", "TPAUTH_LOG": "no"])
            #expect(result.exit == 0, "\(result.error)")
            let files = try FileManager.default.contentsOfDirectory(atPath: bench.folder.path)
            #expect(files.contains("other.sqlite") && files.contains("k") && !files.contains("no"))
        }
    }

    @Test func `status makes nothing and asks nobody`() async throws {
        try await Bench.run { bench in
            let none = try await bench.auth("status")
            #expect(none.exit == 6)
            #expect(none.errorLines.count == 1)
            #expect(!FileManager.default.fileExists(atPath: bench.log.path))
            try await bench.login()
            let count = try bench.sandbox.journal.count
            // No client, no key: the log alone.
            let status = try await bench.auth(
                "status", "--format", "json", "--key-file", "nowhere",
                changes: ["TICKETPARK_CLIENT_KEY": nil, "TICKETPARK_CLIENT_SECRET": nil])
            #expect(status.exit == 0)
            let json = try #require(
                try JSONSerialization.jsonObject(with: Data(status.output.utf8)) as? [String: Any])
            #expect(json["health"] as? String == "usable")
            #expect(json["state"] as? String == "valid")
            #expect(json["needs_sign_in"] as? Bool == false)
            #expect((json["seconds_left"] as? Int ?? 0) > 500)
            #expect(try bench.sandbox.journal.count == count)
        }
    }
}
