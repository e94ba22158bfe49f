// SPDX-License-Identifier: Apache-2.0

// OpenSSL's libcrypto, as the system has it.
#include <openssl/evp.h>
