// SPDX-License-Identifier: Apache-2.0

/// What can go wrong with one token request. A status lies between 200 and 599.
public enum TokenFault: Sendable, Hashable {
    /// The work is done, the answer comes late.
    case slow(Duration)
    /// The work is done, the answer waits for ``Sandbox/releaseHeldAnswers()``.
    case held
    /// Nothing is done; this status comes, with an HTML page, and with a `Retry-After` where one is given.
    case status(Int, retryAfter: RetryAfter? = nil)
    /// The work is done, and this status comes all the same.
    case statusAfterRotating(Int)
    /// The connection ends without an answer; nothing was done.
    case dropBeforeWork
    /// The connection ends without an answer; the tokens were issued and the old refresh token is dead.
    case dropAfterRotating
    /// The server crashes in the middle of the work, right after this step, and answers 500.
    case crash(after: RotationStep)
    /// Tokens are issued and sent, but the old refresh token stays good, as when two requests spend it at once.
    case oldRefreshTokenKept
    /// An HTML page with this status, such as a captive portal's with 200; nothing is done.
    case html(status: Int)
    /// The answer's `expires_in` is this JSON value.
    case expiresIn(JSONValue)
    /// The answer has no `expires_in`.
    case expiresInOmitted
    /// The answer has no `refresh_token`, although one was issued.
    case refreshTokenOmitted
    /// The answer's `token_type` is this JSON value.
    case tokenType(JSONValue)
    /// The answer has no `token_type`.
    case tokenTypeOmitted
    /// A 307 to this address; nothing is done. Who follows it repeats its secrets there.
    case redirect(to: String)
    /// A denial with this error code whose text repeats what the client sent, secrets included; nothing is done.
    case echo(error: String)
    /// A denial with this error code and text; nothing is done.
    case denial(error: String, description: String?)
    /// A 403 with an empty body; nothing is done.
    case emptyForbidden
    /// The work is done; the answer's JSON has a member of so many bytes.
    case oversizeBody(bytes: Int)
    /// The work is done; the answer's body never ends.
    case endlessBody
    /// The work is done; the connection ends in the middle of the answer's body.
    case truncatedBody

    /// The fault's name in the journal and on the command line.
    public var name: String {
        switch self {
        case .slow: "slow"
        case .held: "held"
        case .status: "status"
        case .statusAfterRotating: "status-after-rotating"
        case .dropBeforeWork: "drop-before-work"
        case .dropAfterRotating: "drop-after-rotating"
        case .crash: "crash-after"
        case .oldRefreshTokenKept: "old-refresh-token-kept"
        case .html: "html"
        case .expiresIn: "expires-in"
        case .expiresInOmitted: "expires-in-omitted"
        case .refreshTokenOmitted: "refresh-token-omitted"
        case .tokenType: "token-type"
        case .tokenTypeOmitted: "token-type-omitted"
        case .redirect: "redirect"
        case .echo: "echo"
        case .denial: "denial"
        case .emptyForbidden: "empty-forbidden"
        case .oversizeBody: "oversize-body"
        case .endlessBody: "endless-body"
        case .truncatedBody: "truncated-body"
        }
    }

    /// How far the server gets with its own work: the last write that it does, or nil for none at all.
    var lastStep: RotationStep? {
        switch self {
        case .status, .dropBeforeWork, .html, .redirect, .echo, .denial, .emptyForbidden: nil
        case .crash(let step): step
        case .oldRefreshTokenKept: .insertRefreshToken
        case .slow, .held, .statusAfterRotating, .dropAfterRotating, .expiresIn, .expiresInOmitted,
            .refreshTokenOmitted, .tokenType, .tokenTypeOmitted, .oversizeBody, .endlessBody, .truncatedBody:
            .deleteOldRefreshToken
        }
    }
}
