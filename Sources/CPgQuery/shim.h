#ifndef RELGATE_CPGQUERY_SHIM_H
#define RELGATE_CPGQUERY_SHIM_H
#include <pg_query.h>
#endif
