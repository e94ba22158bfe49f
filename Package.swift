// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

// Who embeds the reducer takes this package with `traits: []`, who reads logs with `traits: ["Log"]`: no more is resolved.
// While working on those parts, TICKETPARK_AUTH_SCOPE=machine or =log leaves everything above them out.
let scope = Context.environment["TICKETPARK_AUTH_SCOPE"]
let hasLog = scope != "machine"
let hasService = hasLog && scope != "log"

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
]

/// A dependency that only the parts above `AuditLog` need.
func service(_ name: String, _ package: String) -> Target.Dependency {
    .product(name: name, package: package, condition: .when(traits: ["Service"]))
}

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto", condition: .when(traits: ["Log"]))
let arguments: Target.Dependency = .product(
    name: "ArgumentParser", package: "swift-argument-parser", condition: .when(traits: ["Tools"]))

let machineProducts: [Product] = [
    .library(name: "TokenMachine", targets: ["TokenMachine"]),
    .library(name: "TokenMachineTesting", targets: ["TokenMachineTesting"]),
]

let machineTargets: [Target] = [
    .target(name: "TokenMachine", swiftSettings: settings),
    .target(name: "TokenMachineTesting", dependencies: ["TokenMachine"], swiftSettings: settings),
    .executableTarget(
        name: "tptable", dependencies: ["TokenMachineTesting"], path: "tools/tptable", swiftSettings: settings),
    .executableTarget(
        name: "tpexplore", dependencies: ["TokenMachine", "TokenMachineTesting"], path: "tools/tpexplore",
        swiftSettings: settings),
    .testTarget(
        name: "TokenMachineTests",
        dependencies: ["TokenMachine", "TokenMachineTesting", "tptable"],
        exclude: ["Golden"],
        swiftSettings: settings),
]

let logProducts: [Product] = [
    .library(name: "AuditLog", targets: ["AuditLog"]),
    .executable(name: "tpaudit", targets: ["tpaudit"]),
]

let logTargets: [Target] = [
    .systemLibrary(
        name: "CAuditSQLite",
        pkgConfig: "sqlite3",
        providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite3"])]),
    .target(
        name: "AuditLogSchema",
        path: "Schema",
        exclude: ["README.md", "golden", "vectors.json", "vectors.py", "verify.py"],
        resources: [.embedInCode("log.sql")],
        swiftSettings: settings),
    .target(
        name: "AuditLog",
        dependencies: ["TokenMachine", "AuditLogSchema", "CAuditSQLite", crypto], swiftSettings: settings),
    .executableTarget(
        name: "tpaudit",
        dependencies: ["AuditLog", "TokenMachine", "TokenMachineTesting", arguments],
        path: "tools/tpaudit",
        resources: ["report.html", "report.css"].map { .embedInCode("Report/Page/\($0)") }
            + ["events", "elements", "timeline", "zoom", "list", "detail", "page"].map {
                .embedInCode("Report/Page/\($0).js")
            },
        swiftSettings: settings),
    .executableTarget(
        name: "tpmanual", dependencies: [arguments], path: "tools/tpmanual", swiftSettings: settings),
    .executableTarget(
        name: "tpwriter",
        dependencies: ["AuditLog", "TokenMachine", "TokenMachineTesting", arguments],
        path: "tools/tpwriter",
        swiftSettings: settings),
    .testTarget(
        name: "AuditLogTests",
        dependencies: [
            "AuditLog", "AuditLogSchema", "CAuditSQLite", "TokenMachine", "TokenMachineTesting", "tpaudit", "tpmanual",
            crypto,
        ],
        exclude: ["Corpus/Diverging", "Corpus/Good", "Tool/Golden"],
        swiftSettings: settings),
    .target(
        name: "CAuditCrash",
        dependencies: ["CAuditSQLite"],
        path: "Tests/AuditLogCrashTests/CAuditCrash"),
    .testTarget(
        name: "AuditLogCrashTests",
        dependencies: ["AuditLog", "CAuditCrash", "CAuditSQLite", "TokenMachine", "TokenMachineTesting", "tpwriter"],
        exclude: ["CAuditCrash"],
        swiftSettings: settings),
]

let serviceProducts: [Product] = [
    .library(name: "TicketparkAuth", targets: ["TicketparkAuth"]),
    .library(name: "TicketparkAuthTesting", targets: ["TicketparkAuthTesting"]),
    .executable(name: "tpauth", targets: ["tpauth"]),
    .executable(name: "tpsandbox", targets: ["tpsandbox"]),
]

let serviceTargets: [Target] = [
    .target(
        name: "TicketparkAuth",
        dependencies: [
            "TokenMachine", "AuditLog",
            service("DequeModule", "swift-collections"),
            service("HeapModule", "swift-collections"),
            service("AsyncHTTPClient", "async-http-client"),
            service("NIOCore", "swift-nio"),
            service("NIOHTTP1", "swift-nio"),
            service("NIOPosix", "swift-nio"),
            service("NIOFoundationCompat", "swift-nio"),
            service("NIOHTTPCompression", "swift-nio-extras"),
            service("NIOSSL", "swift-nio-ssl"),
            service("HTTPTypes", "swift-http-types"),
            service("Configuration", "swift-configuration"),
            service("Logging", "swift-log"),
            service("Metrics", "swift-metrics"),
            service("Tracing", "swift-distributed-tracing"),
            service("ServiceLifecycle", "swift-service-lifecycle"),
        ],
        swiftSettings: settings),
    .target(
        name: "TicketparkAuthTesting",
        dependencies: [
            "TicketparkAuth", "AuditLog", "TokenMachine", "TokenMachineTesting",
            service("HeapModule", "swift-collections"), service("Logging", "swift-log"),
        ],
        swiftSettings: settings),
    .target(
        name: "TicketparkSandbox",
        dependencies: [
            service("Hummingbird", "hummingbird"),
            service("HummingbirdTLS", "hummingbird"),
            service("X509", "swift-certificates"),
            service("SwiftASN1", "swift-asn1"),
            service("Crypto", "swift-crypto"),
            service("HTTPTypes", "swift-http-types"),
            service("NIOCore", "swift-nio"),
            service("NIOHTTP1", "swift-nio"),
            service("NIOSSL", "swift-nio-ssl"),
            service("Logging", "swift-log"),
            service("ServiceLifecycle", "swift-service-lifecycle"),
        ],
        swiftSettings: settings),
    .executableTarget(
        name: "tpauth",
        dependencies: [
            "TicketparkAuth", "TicketparkSandbox", "AuditLog", "TokenMachine", arguments,
            service("Configuration", "swift-configuration"), service("Logging", "swift-log"),
        ],
        path: "tools/tpauth",
        swiftSettings: settings),
    .executableTarget(
        name: "tpsandbox",
        dependencies: ["TicketparkSandbox", arguments, service("Logging", "swift-log")],
        path: "tools/tpsandbox",
        swiftSettings: settings),
    .executableTarget(
        name: "tpboxoffice",
        dependencies: [
            "TicketparkAuth", "TokenMachine",
            service("Configuration", "swift-configuration"),
            service("HTTPTypes", "swift-http-types"),
            service("Hummingbird", "hummingbird"),
            service("Logging", "swift-log"),
            service("NIOCore", "swift-nio"),
            service("ServiceLifecycle", "swift-service-lifecycle"),
            service("UnixSignals", "swift-service-lifecycle"),
        ],
        path: "tools/tpboxoffice",
        swiftSettings: settings),
    .executableTarget(
        name: "tpcaller",
        dependencies: [
            "TicketparkAuth", "AuditLog", "TokenMachineTesting", arguments,
            service("Configuration", "swift-configuration"), service("Logging", "swift-log"),
            service("ServiceLifecycle", "swift-service-lifecycle"), service("UnixSignals", "swift-service-lifecycle"),
        ],
        path: "tools/tpcaller",
        swiftSettings: settings),
    .executableTarget(
        name: "tpsimulate",
        dependencies: [
            "TicketparkAuthTesting", "TicketparkAuth", "AuditLog", "TokenMachine", "TokenMachineTesting", arguments,
        ],
        path: "tools/tpsimulate",
        swiftSettings: settings),
    .executableTarget(
        name: "tpmeasure",
        dependencies: ["TicketparkAuth", "AuditLog", "TokenMachine", service("Logging", "swift-log")],
        path: "tools/tpmeasure",
        swiftSettings: settings),
    .testTarget(
        name: "TicketparkAuthTests",
        dependencies: [
            "TicketparkAuth", "TicketparkAuthTesting", "TicketparkSandbox", "AuditLog", "TokenMachine",
            "TokenMachineTesting",
            service("Configuration", "swift-configuration"),
            service("Logging", "swift-log"),
            service("Metrics", "swift-metrics"),
            service("CoreMetrics", "swift-metrics"),
            service("MetricsTestKit", "swift-metrics"),
            service("InMemoryTracing", "swift-distributed-tracing"),
            service("Tracing", "swift-distributed-tracing"),
            service("AsyncHTTPClient", "async-http-client"),
            service("HTTPTypes", "swift-http-types"),
            service("NIOCore", "swift-nio"),
            service("NIOHTTP1", "swift-nio"),
            service("NIOPosix", "swift-nio"),
            service("NIOSSL", "swift-nio-ssl"),
            service("ServiceLifecycle", "swift-service-lifecycle"),
        ],
        swiftSettings: settings),
    .testTarget(
        name: "TicketparkAuthTestingTests",
        dependencies: ["TicketparkAuthTesting", "TicketparkAuth", "AuditLog", "TokenMachine", "TokenMachineTesting"],
        swiftSettings: settings),
    .testTarget(
        name: "TicketparkSandboxTests",
        dependencies: [
            "TicketparkSandbox",
            service("AsyncHTTPClient", "async-http-client"),
            service("NIOCore", "swift-nio"),
            service("NIOHTTP1", "swift-nio"),
            service("NIOSSL", "swift-nio-ssl"),
        ],
        swiftSettings: settings),
    .testTarget(
        name: "BoxOfficeTests",
        dependencies: [
            "tpboxoffice", "TicketparkAuth", "TicketparkAuthTesting", "TokenMachine",
            service("HTTPTypes", "swift-http-types"),
            service("Hummingbird", "hummingbird"),
            service("HummingbirdTesting", "hummingbird"),
            service("NIOCore", "swift-nio"),
        ],
        swiftSettings: settings),
    .testTarget(
        name: "EndToEndTests",
        dependencies: [
            "TicketparkAuth", "TicketparkAuthTesting", "TicketparkSandbox", "AuditLog", "TokenMachine",
            "tpauth", "tpaudit", "tpsandbox", "tpboxoffice", "tpcaller",
            service("AsyncHTTPClient", "async-http-client"),
            service("Logging", "swift-log"),
            service("NIOCore", "swift-nio"),
            service("NIOHTTP1", "swift-nio"),
            service("NIOFoundationCompat", "swift-nio"),
        ],
        exclude: ["Peers"],
        swiftSettings: settings),
]

let logDependencies: [Package.Dependency] = [
    .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
]

let serviceDependencies: [Package.Dependency] = [
    .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.37.0"),
    .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.6"),
    .package(url: "https://github.com/apple/swift-nio-extras.git", from: "1.35.2"),
    .package(url: "https://github.com/apple/swift-collections.git", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics.git", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-distributed-tracing.git", from: "1.7.3"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-configuration.git", from: "1.4.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1"),
    .package(url: "https://github.com/apple/swift-certificates.git", from: "1.21.1"),
    .package(url: "https://github.com/apple/swift-asn1.git", from: "1.7.4"),
    .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
]

let package = Package(
    name: "ticketpark-auth",
    platforms: [.macOS(.v15)],
    products: machineProducts + (hasLog ? logProducts : []) + (hasService ? serviceProducts : []),
    traits: [
        .trait(name: "Log", description: "AuditLog, with swift-crypto."),
        .trait(
            name: "Service", description: "The interpreter, clients and the sandbox, with their HTTP stack.",
            enabledTraits: ["Log"]),
        .trait(name: "Tools", description: "The command line tools.", enabledTraits: ["Log"]),
        .default(enabledTraits: ["Service", "Tools"]),
    ],
    dependencies: (hasLog ? logDependencies : []) + (hasService ? serviceDependencies : []),
    targets: machineTargets + (hasLog ? logTargets : []) + (hasService ? serviceTargets : []))
