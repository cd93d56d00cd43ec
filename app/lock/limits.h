// How much a process may have, for good.
#ifndef OM_LOCK_LIMITS_H
#define OM_LOCK_LIMITS_H

#include <stdbool.h>
#include <stdint.h>

// Sanitizers reserve terabytes and look at other processes: what is locked up
// for visitors is not, or not as much, when they are built in.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define OM_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define OM_SANITIZED 1
#endif
#endif
#ifndef OM_SANITIZED
#define OM_SANITIZED 0
#endif

// Of RLIMIT_…, soft and hard; one that is lower already stays. False with
// errno set.
bool om_limit(int resource, uint64_t most);

// No program that is started gains rights; no core dump; not a byte more in
// any file than `file_size`. False with errno set.
bool om_limit_all(uint64_t file_size);

#endif
