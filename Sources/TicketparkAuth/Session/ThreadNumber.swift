// SPDX-License-Identifier: Apache-2.0

import Synchronization

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A number for each thread that asks for one, from 1 on: a few threads can be kept apart by it.
enum ThreadNumber {
    private static let count = Atomic<Int>(0)
    /// Where each thread keeps its number; `nil` where the system has no room for more of such.
    private static let key: pthread_key_t? = {
        var key = pthread_key_t()
        return pthread_key_create(&key, nil) == 0 ? key : nil
    }()

    /// The number of this thread; 0 where it can have none.
    static var current: Int {
        guard let key else { return 0 }
        return pthread_getspecific(key).map { Int(bitPattern: $0) } ?? assign(key)
    }

    private static func assign(_ key: pthread_key_t) -> Int {
        let number = count.wrappingAdd(1, ordering: .relaxed).newValue
        // A thread that cannot keep its number gets another one next time.
        _ = pthread_setspecific(key, UnsafeRawPointer(bitPattern: number))
        return number
    }
}
