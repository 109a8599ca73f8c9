#ifndef RELGATE_CMBEDCRYPTO_SHIM_H
#define RELGATE_CMBEDCRYPTO_SHIM_H
#include <mbedtls/sha256.h>
#include <mbedtls/sha512.h>
#endif
