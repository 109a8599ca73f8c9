#ifndef RELGATE_CPQ_SHIM_H
#define RELGATE_CPQ_SHIM_H
#include <postgresql/libpq-fe.h>
/* Field codes of a diagnosis are characters of macros, which Swift does not see as such. */
static inline char *rg_pq_diagnosis(const PGresult *result, char field) {
  return PQresultErrorField(result, field);
}
#endif
