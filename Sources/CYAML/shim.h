#ifndef RELGATE_CYAML_SHIM_H
#define RELGATE_CYAML_SHIM_H
#include <yaml.h>
#endif
