// The closed list of cell families: what may be counted at all. A key is a
// path of fixed words, ids and language codes; ids are never texts. Adding a
// family means adding a row in cells.c together with the code that counts it,
// and thinking about whom it could point at.
#ifndef OM_TALLY_CELLS_H
#define OM_TALLY_CELLS_H

#include <stdbool.h>

enum { OM_CELL_MAX = 160 };

// Whether the key keeps the grammar ^[a-z0-9._:@/+-]{1,160}$ and belongs to a
// family. om_tally_add() asks this of every key it is given.
bool om_cell_is_known(const char *key);

#endif
