// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

// A package of its own, so that whoever uses ticketpark-auth resolves nothing of it. `tools/benchmarks/run` builds it.
let package = Package(
    name: "ticketpark-auth-benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "ticketpark-auth", path: "../..", traits: ["Log", "Tools"])
    ],
    targets: [
        .systemLibrary(
            name: "CBaselineCrypto",
            pkgConfig: "libcrypto",
            providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]),
        .target(
            name: "CBaseline", dependencies: ["CBaselineCrypto"], linkerSettings: [.linkedLibrary("sqlite3")]),
        .executableTarget(
            name: "tpbenchmark",
            dependencies: [
                "CBaseline",
                .product(name: "AuditLog", package: "ticketpark-auth"),
                .product(name: "TokenMachine", package: "ticketpark-auth"),
            ],
            swiftSettings: [
                .swiftLanguageMode(.v6),
                .treatAllWarnings(as: .error),
                .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("InternalImportsByDefault"),
                .enableUpcomingFeature("MemberImportVisibility"),
                .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
                .enableUpcomingFeature("InferIsolatedConformances"),
            ]),
    ])
