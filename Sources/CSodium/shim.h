#ifndef RELGATE_CSODIUM_SHIM_H
#define RELGATE_CSODIUM_SHIM_H
#include <sodium/crypto_sign_ed25519.h>
#endif
