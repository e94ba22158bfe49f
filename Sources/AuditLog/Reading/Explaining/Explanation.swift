// SPDX-License-Identifier: Apache-2.0

package import TokenMachine

/// Why a session stands where it stands: sentences, each with the event that it rests on.
package struct Explanation: Hashable, Sendable {
    /// What it comes to, for whoever is called at night.
    package enum Verdict: String, Hashable, Sendable, CaseIterable {
        /// Tokens are handed out, and will be.
        case fine
        /// Tokens are still handed out, and soon will not be.
        case degraded
        /// A sign-in is on its way.
        case signingIn
        /// No token can be had at the moment; the session goes on trying by itself.
        case retrying
        /// No token can be had until somebody signs in.
        case signInNeeded
        /// Nobody is signed in, and nobody was cut off.
        case signedOut
        /// Something was to be done, and no process did it.
        case abandoned
    }

    /// Whose doing it is, as far as the log tells.
    package enum Fault: String, Hashable, Sendable, CaseIterable {
        /// Nobody's: all is well, or was asked for.
        case nobody
        /// The token endpoint's, or of those who run it.
        case server
        /// What lies between here and the token endpoint.
        case network
        /// This service's: its process, its machine, its disk.
        case service
        /// The clock of this machine or of the server.
        case clock
        /// What somebody typed in or set up.
        case settings
        /// The log cannot tell.
        case unknown
    }

    /// The label of the session.
    package var session: String
    /// The state that is explained.
    package var state: TokenState
    /// The last event that it rests on; `nil` where there is none.
    package var seq: Int64?
    /// What it comes to.
    package var verdict: Verdict
    /// Whose doing it is.
    package var fault: Fault
    /// The sentences: where it stands, what happened in the order of the events, whose fault it is, what to do now.
    package var findings: [Finding]
}

/// One sentence of an explanation.
package struct Finding: Hashable, Sendable {
    /// What a sentence is about.
    package enum Topic: String, Hashable, Sendable, CaseIterable {
        /// Where the session stands.
        case state
        /// The last time that tokens came.
        case lastGood
        /// Somebody signed in or out, or handed tokens over.
        case asked
        /// A token request was made.
        case tried
        /// A try brought no usable answer.
        case faulted
        /// What the server said.
        case answered
        /// The API refused an access token.
        case refused
        /// An access token ran out.
        case ranOut
        /// A process ended in the middle of it.
        case process
        /// Nothing was written when something was due.
        case gap
        /// A clock jumped.
        case clock
        /// Callers came, and how many.
        case callers
        /// So many callers within so little time that it matters.
        case storm
        /// Another policy came into force.
        case policy
        /// Events that were not read.
        case unread
        /// Whose fault it is, and why.
        case fault
        /// What to do now.
        case advice
    }

    /// What it is about.
    package var topic: Topic
    /// The event that it rests on; `nil` where it follows from the state or from now.
    package var seq: Int64?
    /// When that was by the wall clock, in microseconds since the Unix epoch.
    package var wallMicroseconds: Int64?
    /// The sentence.
    package var sentence: Sentence

    init(_ topic: Topic, _ event: StoredEvent? = nil, _ sentence: Sentence) {
        self.topic = topic
        seq = event?.seq
        wallMicroseconds = event?.wallMicroseconds
        self.sentence = sentence
    }
}

extension Explanation {
    /// The explanation as every output shows it.
    package var value: LogValue {
        .object([
            LogValue.Field("session", .text(session)),
            LogValue.Field("state", .name(state.kind)),
            LogValue.Field("seq", .optional(seq) { .integer($0) }),
            LogValue.Field("verdict", .text(verdict.rawValue)),
            LogValue.Field("fault", .text(fault.rawValue)),
            LogValue.Field("findings", .list(findings.map(\.value))),
        ])
    }
}

extension Finding {
    /// The finding as every output shows it.
    package var value: LogValue {
        .object([
            LogValue.Field("topic", .text(topic.rawValue)),
            LogValue.Field("seq", .optional(seq) { .integer($0) }),
            LogValue.Field("wall", .optional(wallMicroseconds) { .wall($0) }),
            LogValue.Field("text", .text(sentence.plain)),
        ])
    }
}
