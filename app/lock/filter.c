#include "lock/filter.h"

#include <errno.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include <seccomp.h>

static const int network[] = {
    SCMP_SYS(socket), SCMP_SYS(socketpair), SCMP_SYS(connect), SCMP_SYS(bind),
    SCMP_SYS(listen), SCMP_SYS(accept),     SCMP_SYS(accept4),
};

static const int processes[] = {
    SCMP_SYS(execve),
    SCMP_SYS(execveat),
    SCMP_SYS(fork),
    SCMP_SYS(vfork),
    SCMP_SYS(kill),
    SCMP_SYS(tkill),
    SCMP_SYS(rt_sigqueueinfo),
    SCMP_SYS(rt_tgsigqueueinfo),
    SCMP_SYS(pidfd_send_signal),
    SCMP_SYS(pidfd_open),
};

static const int others[] = {
    SCMP_SYS(pidfd_getfd),
    SCMP_SYS(ptrace),
    SCMP_SYS(process_vm_readv),
    SCMP_SYS(process_vm_writev),
    SCMP_SYS(process_madvise),
    SCMP_SYS(kcmp),
    SCMP_SYS(setns),
    SCMP_SYS(unshare),
    SCMP_SYS(personality),
};

static const int kernel[] = {
    SCMP_SYS(bpf),
    SCMP_SYS(perf_event_open),
    SCMP_SYS(userfaultfd),
    SCMP_SYS(io_uring_setup),
    SCMP_SYS(io_uring_enter),
    SCMP_SYS(io_uring_register),
    SCMP_SYS(keyctl),
    SCMP_SYS(add_key),
    SCMP_SYS(request_key),
    SCMP_SYS(init_module),
    SCMP_SYS(finit_module),
    SCMP_SYS(delete_module),
    SCMP_SYS(kexec_load),
    SCMP_SYS(kexec_file_load),
    SCMP_SYS(reboot),
    SCMP_SYS(acct),
    SCMP_SYS(quotactl),
    SCMP_SYS(swapon),
    SCMP_SYS(swapoff),
    SCMP_SYS(syslog),
    SCMP_SYS(settimeofday),
    SCMP_SYS(clock_settime),
    SCMP_SYS(adjtimex),
    SCMP_SYS(clock_adjtime),
    SCMP_SYS(sethostname),
    SCMP_SYS(setdomainname),
    SCMP_SYS(vhangup),
};

static const int disks[] = {
    SCMP_SYS(mount),
    SCMP_SYS(umount2),
    SCMP_SYS(pivot_root),
    SCMP_SYS(chroot),
    SCMP_SYS(move_mount),
    SCMP_SYS(open_tree),
    SCMP_SYS(fsopen),
    SCMP_SYS(fsmount),
    SCMP_SYS(fsconfig),
    SCMP_SYS(fspick),
    SCMP_SYS(mount_setattr),
    SCMP_SYS(name_to_handle_at),
    SCMP_SYS(open_by_handle_at),
    SCMP_SYS(fanotify_init),
};

static const int changes[] = {
    SCMP_SYS(chmod),        SCMP_SYS(fchmod),      SCMP_SYS(fchmodat),
    SCMP_SYS(chown),        SCMP_SYS(fchown),      SCMP_SYS(lchown),
    SCMP_SYS(fchownat),     SCMP_SYS(setxattr),    SCMP_SYS(lsetxattr),
    SCMP_SYS(fsetxattr),    SCMP_SYS(removexattr), SCMP_SYS(lremovexattr),
    SCMP_SYS(fremovexattr), SCMP_SYS(utime),       SCMP_SYS(utimes),
    SCMP_SYS(utimensat),    SCMP_SYS(futimesat),   SCMP_SYS(rename),
    SCMP_SYS(renameat),     SCMP_SYS(renameat2),   SCMP_SYS(unlink),
    SCMP_SYS(unlinkat),     SCMP_SYS(rmdir),       SCMP_SYS(mkdir),
    SCMP_SYS(mkdirat),      SCMP_SYS(mknod),       SCMP_SYS(mknodat),
    SCMP_SYS(link),         SCMP_SYS(linkat),      SCMP_SYS(symlink),
    SCMP_SYS(symlinkat),    SCMP_SYS(truncate),    SCMP_SYS(creat),
};

#define GROUP(calls) \
    { \
        calls, sizeof(calls) / sizeof((calls)[0]) \
    }

static const struct {
    const int *calls;
    size_t count;
} groups[] = {
    [OM_CALLS_NETWORK] = GROUP(network),
    [OM_CALLS_PROCESSES] = GROUP(processes),
    [OM_CALLS_OTHERS] = GROUP(others),
    [OM_CALLS_KERNEL] = GROUP(kernel),
    [OM_CALLS_DISKS] = GROUP(disks),
    [OM_CALLS_CHANGES] = GROUP(changes),
};

int
om_filter_refuse(void *filter, enum om_calls calls)
{
    int failed = 0;
    for (size_t i = 0; i < groups[calls].count; i++) {
        int call = groups[calls].calls[i];
        if (call >= 0) { // below 0: this architecture does not have it
            failed |= seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), call, 0);
        }
    }
    return failed;
}

int
om_filter_no_clone3(void *filter)
{
    return seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3),
                            0);
}

int
om_filter_refuse_typing(void *filter)
{
    static const uint64_t requests[] = { TIOCSTI, TIOCLINUX };
    int failed = 0;
    for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
        failed |= seccomp_rule_add(
            filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(ioctl), 1,
            SCMP_A1(SCMP_CMP_MASKED_EQ, 0xffffffff, requests[i]));
    }
    return failed;
}

int
om_filter_allow(void *filter, const int calls[], size_t count)
{
    int failed = 0;
    for (size_t i = 0; i < count; i++) {
        failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0);
    }
    return failed;
}

int
om_filter_allow_memory(void *filter)
{
    static const int plain[] = { SCMP_SYS(brk), SCMP_SYS(munmap),
                                 SCMP_SYS(mremap), SCMP_SYS(madvise) };
    static const int mapping[] = { SCMP_SYS(mmap), SCMP_SYS(mprotect) };
    int failed =
        om_filter_allow(filter, plain, sizeof(plain) / sizeof(plain[0]));
    for (size_t i = 0; i < sizeof(mapping) / sizeof(mapping[0]); i++) {
        failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, mapping[i], 1,
                                   SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    }
    return failed;
}
