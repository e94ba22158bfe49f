// SPDX-License-Identifier: Apache-2.0

extension TokenPolicy {
    /// The canonical form, 130 bytes long: the fields in the order of their declaration.
    public var canonicalBytes: [UInt8] {
        var writer = CanonicalWriter()
        writer.write(renewal.rawValue)
        writer.write(refreshTokenReuse.rawValue)
        writer.write(renewAtPermille)
        writer.write(renewalJitterPermille)
        writer.write(hardStopMargin)
        writer.write(hardStopMarginPermille)
        writer.write(requestTimeLimit)
        writer.write(firstBackOff)
        writer.write(backOffLimit)
        writer.write(maxTries)
        writer.write(retryAfterLimit)
        writer.write(maxRejections)
        writer.write(refreshTokenLifetime)
        writer.write(keepAlivePermille)
        writer.write(defaultLifetime)
        writer.write(lifetimeLimit)
        writer.write(firstCoolDown)
        writer.write(coolDownLimit)
        writer.write(longestAwaitedBackOff)
        return writer.bytes
    }

    /// The policy whose canonical form this is.
    public init(canonicalBytes: [UInt8]) throws(MalformedBytes) {
        self.init()
        var reader = CanonicalReader(canonicalBytes)
        renewal = try reader.readCode(RenewalMode.self)
        refreshTokenReuse = try reader.readCode(RefreshTokenReuse.self)
        renewAtPermille = try reader.read(Int64.self)
        renewalJitterPermille = try reader.read(Int64.self)
        hardStopMargin = try reader.readInterval()
        hardStopMarginPermille = try reader.read(Int64.self)
        requestTimeLimit = try reader.readInterval()
        firstBackOff = try reader.readInterval()
        backOffLimit = try reader.readInterval()
        maxTries = try reader.read(UInt32.self)
        retryAfterLimit = try reader.readInterval()
        maxRejections = try reader.read(UInt32.self)
        refreshTokenLifetime = try reader.readInterval()
        keepAlivePermille = try reader.read(Int64.self)
        defaultLifetime = try reader.readInterval()
        lifetimeLimit = try reader.readInterval()
        firstCoolDown = try reader.readInterval()
        coolDownLimit = try reader.readInterval()
        longestAwaitedBackOff = try reader.readInterval()
        try reader.finish()
    }
}
