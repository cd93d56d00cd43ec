// Folders of a test's own, and how they go again.
#ifndef OM_TESTS_SCRATCH_H
#define OM_TESTS_SCRATCH_H

// Makes an empty one, in memory where the machine has such. `name` says whose
// it was, should it be left behind.
void scratch_make(char path[static 64], const char *name);

// Removes the files in it whose names do not begin with a dot.
void scratch_empty(const char *path);

// Removes it with all that is in it. Fails the test when it cannot.
void scratch_remove(const char *path);

#endif
