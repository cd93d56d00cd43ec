#include "map/map.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// The child reads from one file in memory and writes to another: however much
// it reads and writes, and in whatever order, nobody waits for anybody.

enum { SVG_BYTES_MAX = 64 << 20 };

static int
file_of(const struct om_text *text)
{
    int file = memfd_create("dot", MFD_CLOEXEC);
    size_t done = 0;
    while (file >= 0 && done < text->length) {
        ssize_t written = write(file, text->data + done, text->length - done);
        if (written <= 0) {
            close(file);
            return -1;
        }
        done += (size_t) written;
    }
    if (file >= 0) {
        lseek(file, 0, SEEK_SET);
    }
    return file;
}

// 0, or the error of the start: ENOENT when there is no such program.
static int
start(const char *program, int from, int to, pid_t *child)
{
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, from, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, to, STDOUT_FILENO);
    char *arguments[] = { (char *) program, (char *) "-Tsvg", NULL };
    int cause =
        posix_spawnp(child, program, &actions, NULL, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    return cause;
}

static enum om_layout_answer
wait_for(pid_t child, int seconds)
{
    int watch = (int) syscall(SYS_pidfd_open, child, 0);
    struct pollfd event = { .fd = watch, .events = POLLIN };
    bool ended = watch >= 0 && poll(&event, 1, seconds * 1000) == 1;
    if (!ended) {
        kill(child, SIGKILL);
    }
    if (watch >= 0) {
        close(watch);
    }
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (!ended) {
        return OM_LAYOUT_TIMEOUT;
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? OM_LAYOUT_DONE
           : WIFEXITED(status) && WEXITSTATUS(status) == 127
               ? OM_LAYOUT_NO_PROGRAM
               : OM_LAYOUT_FAILED;
}

static bool
read_back(int file, struct om_text *svg)
{
    off_t length = lseek(file, 0, SEEK_END);
    char piece[65536];
    if (length <= 0 || length > SVG_BYTES_MAX
        || lseek(file, 0, SEEK_SET) != 0) {
        return false;
    }
    ssize_t got;
    while ((got = read(file, piece, sizeof(piece))) > 0) {
        om_text_add(svg, piece, (size_t) got);
    }
    return got == 0;
}

enum om_layout_answer
om_map_layout(const char *program, const struct om_text *dot, int seconds,
              struct om_text *svg)
{
    enum om_layout_answer answer = OM_LAYOUT_FAILED;
    int from = file_of(dot), to = memfd_create("svg", MFD_CLOEXEC);
    if (from >= 0 && to >= 0) {
        pid_t child;
        int cause = start(program, from, to, &child);
        answer = cause == 0        ? wait_for(child, seconds)
                 : cause == ENOENT ? OM_LAYOUT_NO_PROGRAM
                                   : OM_LAYOUT_FAILED;
    }
    if (answer == OM_LAYOUT_DONE && !read_back(to, svg)) {
        answer = OM_LAYOUT_FAILED;
    }
    if (from >= 0) {
        close(from);
    }
    if (to >= 0) {
        close(to);
    }
    return answer;
}
