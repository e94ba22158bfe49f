// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// How the answer is written.
struct OutputOptions: ParsableArguments {
    /// The formats of an answer.
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case text
        case json
        case jsonl
        case csv
    }

    /// When colours are used.
    enum ColorChoice: String, CaseIterable, ExpressibleByArgument {
        case auto
        case always
        case never
    }

    @Option(help: "text for people; json, jsonl and csv for programs: in UTC, never cut off.")
    var format = Format.text
    @Option(
        name: .customLong("tz"),
        help: ArgumentHelp(
            "The time zone of times in text, and of times given without one: UTC, local, +02:00, Europe/Zurich.",
            valueName: "zone"))
    var timeZone = "UTC"
    @Flag(name: .customLong("no-pager"), help: "Never send text to a pager, not even in a terminal.")
    var isWithoutPager = false
    @Option(help: "auto, always or never. auto is for terminals, and heeds NO_COLOR.")
    var color = ColorChoice.auto

    func validate() throws {
        guard ZoneText(name: timeZone) != nil else {
            throw ValidationError("there is no time zone \(timeZone); name one as Europe/Zurich, +02:00, local or UTC")
        }
    }

    /// The format for programs; `nil` for people.
    var machineFormat: MachineFormat? {
        switch format {
        case .text: nil
        case .json: .json
        case .jsonl: .jsonl
        case .csv: .csv
        }
    }

    /// The time zone.
    var zone: ZoneText { ZoneText(name: timeZone) ?? .utc }

    /// Whether colours are used.
    func isColored(on console: Console) -> Bool {
        switch color {
        case .auto: console.surroundings.isTerminal && console.surroundings.allowsColor
        case .always: true
        case .never: false
        }
    }
}
