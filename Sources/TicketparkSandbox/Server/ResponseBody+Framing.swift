// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import NIOCore

extension ResponseBody {
    /// A body whose pieces are the chunks of its transfer.
    init(pieces: [ArraySlice<UInt8>]) {
        self.init { writer in
            for piece in pieces { try await writer.write(ByteBuffer(bytes: piece)) }
            try await writer.finish(nil)
        }
    }

    /// A body after which the server ends the connection.
    init(closing bytes: [UInt8], _ context: ConnectionContext) {
        self.init(contentLength: bytes.count) { writer in
            try await writer.write(ByteBuffer(bytes: bytes))
            try await writer.finish(nil)
            await context.close()
        }
    }
}
