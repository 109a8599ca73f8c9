#ifndef RELGATE_CMBEDCRYPTO_SHIM_H
#define RELGATE_CMBEDCRYPTO_SHIM_H
#include <mbedtls/ecdsa.h>
#include <mbedtls/rsa.h>
#include <mbedtls/sha256.h>
#include <mbedtls/sha512.h>

/* Contexts of the library must not move, so they live here and not in Swift values. */

/* Verifies RSASSA-PKCS1-v1_5 over a digest; the signature is as long as the modulus. 0 if right. */
static inline int rg_rsa_verify(
    const unsigned char *modulus, size_t modulus_length, const unsigned char *exponent,
    size_t exponent_length, mbedtls_md_type_t algorithm, const unsigned char *digest,
    unsigned int digest_length, const unsigned char *signature) {
  mbedtls_rsa_context key;
  mbedtls_rsa_init(&key, MBEDTLS_RSA_PKCS_V15, 0);
  int code = mbedtls_rsa_import_raw(
      &key, modulus, modulus_length, NULL, 0, NULL, 0, NULL, 0, exponent, exponent_length);
  if (code == 0) code = mbedtls_rsa_complete(&key);
  if (code == 0) code = mbedtls_rsa_check_pubkey(&key);
  if (code == 0 && mbedtls_rsa_get_len(&key) != modulus_length) {
    code = MBEDTLS_ERR_RSA_KEY_CHECK_FAILED;
  }
  if (code == 0) {
    code = mbedtls_rsa_pkcs1_verify(
        &key, NULL, NULL, MBEDTLS_RSA_PUBLIC, algorithm, digest_length, digest, signature);
  }
  mbedtls_rsa_free(&key);
  return code;
}

/* Verifies ECDSA on P-256 over a digest; the point is uncompressed (SEC 1, 2.3.3). 0 if right. */
static inline int rg_p256_verify(
    const unsigned char *point, size_t point_length, const unsigned char *digest,
    size_t digest_length, const unsigned char *r, size_t r_length, const unsigned char *s,
    size_t s_length) {
  mbedtls_ecp_group curve;
  mbedtls_ecp_point key;
  mbedtls_mpi first, second;
  mbedtls_ecp_group_init(&curve);
  mbedtls_ecp_point_init(&key);
  mbedtls_mpi_init(&first);
  mbedtls_mpi_init(&second);
  int code = mbedtls_ecp_group_load(&curve, MBEDTLS_ECP_DP_SECP256R1);
  if (code == 0) code = mbedtls_ecp_point_read_binary(&curve, &key, point, point_length);
  if (code == 0) code = mbedtls_ecp_check_pubkey(&curve, &key);
  if (code == 0) code = mbedtls_mpi_read_binary(&first, r, r_length);
  if (code == 0) code = mbedtls_mpi_read_binary(&second, s, s_length);
  if (code == 0) code = mbedtls_ecdsa_verify(&curve, digest, digest_length, &key, &first, &second);
  mbedtls_mpi_free(&second);
  mbedtls_mpi_free(&first);
  mbedtls_ecp_point_free(&key);
  mbedtls_ecp_group_free(&curve);
  return code;
}
#endif
