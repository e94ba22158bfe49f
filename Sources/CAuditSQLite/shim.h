// What Swift cannot reach of libsqlite3 and of the system by itself: a variadic function, and lock commands
// that C headers hide behind feature macros.

#ifndef CAUDITSQLITE_SHIM_H
#define CAUDITSQLITE_SHIM_H

#include <sqlite3.h>

/// Sets a boolean option of a connection; `sqlite3_db_config` itself is variadic.
static inline int audit_db_config(sqlite3 *connection, int option, int value, int *result) {
    return sqlite3_db_config(connection, option, value, result);
}

#endif
