// OpenSSL's libcrypto, as the system has it.
#include <openssl/evp.h>
