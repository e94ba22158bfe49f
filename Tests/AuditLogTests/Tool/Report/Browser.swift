// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A real browser without a window, spoken to over a pipe in the Chrome DevTools Protocol.
final class Browser {
    /// Something that the browser did not do.
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// What the page complained of, and what went wrong in its scripts.
    private(set) var complaints: [String] = []
    /// The addresses of all that the page asked for.
    private(set) var requests: [String] = []

    private let process: pid_t
    private let input: FileHandle
    private let output: FileHandle
    private let profile: URL
    private var received: [UInt8] = []
    private var lastID = 0
    private var session: String?

    /// The browser of this machine, where there is one.
    static let executable: String? = ["chromium", "chromium-browser", "google-chrome", "chrome"].lazy.flatMap { name in
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(name)" }
    }.first { FileManager.default.isExecutableFile(atPath: $0) }

    static let absence = "there is no chromium; install it: apt-get install chromium"

    /// Starts the browser with an empty page.
    init() throws {
        guard let executable = Browser.executable else { throw Failure(description: "there is no browser") }
        profile = FileManager.default.temporaryDirectory.appending(path: "browser-\(UUID().uuidString)")
        let toBrowser = Pipe()
        let fromBrowser = Pipe()
        input = toBrowser.fileHandleForWriting
        output = fromBrowser.fileHandleForReading
        process = try Browser.spawn(
            executable,
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-extensions",
                "--remote-debugging-pipe", "--user-data-dir=\(profile.path)", "about:blank",
            ],
            reading: toBrowser.fileHandleForReading.fileDescriptor,
            writing: fromBrowser.fileHandleForWriting.fileDescriptor)
        // So that reading ends when the browser does.
        try toBrowser.fileHandleForReading.close()
        try fromBrowser.fileHandleForWriting.close()
        let target = try send("Target.createTarget", ["url": "about:blank"])["targetId"] as? String
        session =
            try send("Target.attachToTarget", ["targetId": target ?? "", "flatten": true])["sessionId"] as? String
        for domain in ["Page", "Runtime", "Log", "Network"] { try send("\(domain).enable") }
        try resize(width: 1400, height: 1000)
    }

    deinit {
        kill(process, SIGKILL)
        var status: Int32 = 0
        waitpid(process, &status, 0)
        // What is left of it is in the folder for temporary files.
        try? FileManager.default.removeItem(at: profile)
    }

    /// Opens a file, and waits until the page is there.
    func open(_ path: String) throws {
        let address = URL(fileURLWithPath: path).absoluteString
        let result = try send("Page.navigate", ["url": address])
        if let error = result["errorText"] { throw Failure(description: "\(address): \(error)") }
        try evaluate(
            "new Promise((done) => document.readyState === 'complete' ? done() : addEventListener('load', done))")
        try settle()
    }

    /// Waits until what was asked for is drawn.
    func settle() throws {
        try evaluate(
            "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 0))))")
    }

    /// The value of an expression, awaited where it is a promise.
    @discardableResult func evaluate(_ expression: String) throws -> Any? {
        let result = try send(
            "Runtime.evaluate", ["expression": expression, "returnByValue": true, "awaitPromise": true])
        if let exception = result["exceptionDetails"] { throw Failure(description: "\(expression): \(exception)") }
        return (result["result"] as? [String: Any])?["value"]
    }

    /// The text of the first element that a selector finds.
    func text(_ selector: String) throws -> String {
        // What is drawn and no HTML has no text as it is laid out.
        try evaluate(
            "{ const found = document.querySelector('\(selector)'); found?.innerText ?? found?.textContent ?? '(none)' }"
        )
            as? String ?? ""
    }

    /// How many elements a selector finds.
    func count(_ selector: String) throws -> Int {
        try evaluate("document.querySelectorAll('\(selector)').length") as? Int ?? 0
    }

    /// Presses a key, by its name in the browser.
    func press(_ key: String) throws {
        let text = key.count == 1 ? key : key == "Enter" ? "\r" : ""
        try send("Input.dispatchKeyEvent", ["type": "keyDown", "key": key, "text": text])
        try send("Input.dispatchKeyEvent", ["type": "keyUp", "key": key])
        try settle()
    }

    /// Gives the window another size.
    func resize(width: Int, height: Int) throws {
        try send(
            "Emulation.setDeviceMetricsOverride",
            ["width": width, "height": height, "deviceScaleFactor": 1, "mobile": false])
    }

    /// Lets the reader prefer dark pages, or light ones.
    func prefer(dark isDark: Bool) throws {
        let feature = ["name": "prefers-color-scheme", "value": isDark ? "dark" : "light"]
        try send("Emulation.setEmulatedMedia", ["features": [feature]])
    }

    /// A picture of the page as a PNG.
    func picture() throws -> Data {
        try Data(base64Encoded: send("Page.captureScreenshot")["data"] as? String ?? "") ?? Data()
    }

    /// Sends a command, and answers its result.
    @discardableResult func send(_ method: String, _ parameters: [String: Any] = [:]) throws -> [String: Any] {
        lastID += 1
        var message: [String: Any] = ["id": lastID, "method": method, "params": parameters]
        if let session { message["sessionId"] = session }
        try input.write(contentsOf: JSONSerialization.data(withJSONObject: message) + [0])
        while true {
            let answer = try receive()
            if answer["id"] as? Int == lastID {
                if let error = answer["error"] { throw Failure(description: "\(method): \(error)") }
                return answer["result"] as? [String: Any] ?? [:]
            }
            note(answer)
        }
    }

    private func note(_ event: [String: Any]) {
        let parameters = event["params"] as? [String: Any] ?? [:]
        switch event["method"] as? String {
        case "Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded", "Page.javascriptDialogOpening":
            complaints.append("\(parameters)")
        case "Network.requestWillBeSent":
            requests.append((parameters["request"] as? [String: Any])?["url"] as? String ?? "")
        default: break
        }
    }

    /// The next message, which a zero byte ends.
    private func receive() throws -> [String: Any] {
        var end = received.firstIndex(of: 0)
        while end == nil {
            var descriptor = pollfd(fd: output.fileDescriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&descriptor, 1, 60_000) == 1 else { throw Failure(description: "the browser says nothing") }
            let part = output.availableData
            guard !part.isEmpty else { throw Failure(description: "the browser has ended") }
            let count = received.count
            received += part
            end = received[count...].firstIndex(of: 0)
        }
        let message = Data(received[..<(end ?? 0)])
        received.removeSubrange(...(end ?? 0))
        return try JSONSerialization.jsonObject(with: message) as? [String: Any] ?? [:]
    }

    /// Starts a process that has these descriptors as its third and fourth, where the protocol wants them.
    private static func spawn(
        _ executable: String, _ arguments: [String], reading: Int32, writing: Int32
    ) throws -> pid_t {
        // Out of the way of the numbers that they are to get.
        let (high, higher) = (fcntl(reading, F_DUPFD_CLOEXEC, 100), fcntl(writing, F_DUPFD_CLOEXEC, 100))
        defer {
            close(high)
            close(higher)
        }
        #if canImport(Darwin)
            var actions: posix_spawn_file_actions_t?
            let variables = _NSGetEnviron().pointee
        #else
            var actions = posix_spawn_file_actions_t()
            let variables = environ
        #endif
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, high, 3)
        posix_spawn_file_actions_adddup2(&actions, higher, 4)
        for descriptor in [STDOUT_FILENO, STDERR_FILENO] {
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0)
        }
        var words: [UnsafeMutablePointer<CChar>?] = ([executable] + arguments).map { strdup($0) }
        defer { for word in words { free(word) } }
        words.append(nil)
        var process: pid_t = 0
        let code = posix_spawn(&process, executable, &actions, nil, &words, variables)
        guard code == 0 else { throw Failure(description: "\(executable): \(String(cString: strerror(code)))") }
        return process
    }
}
