#include "commands/print.h"

#include "base/path.h"
#include "base/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATIENCE_MS = 60000, ARGUMENTS_MAX = 20, PDF_MAX = 64 << 20 };

// A program that can print, and how it is asked to.
struct printer {
    const char *program;
    bool chromium;
};

static const struct printer printers[] = {
    { "chromium", true },
    { "chromium-browser", true },
    { "google-chrome", true },
    { "weasyprint", false },
};

static bool
is_installed(const char *program)
{
    const char *path = getenv("PATH");
    path = path ? path : "/usr/bin:/bin";
    bool found = false;
    while (*path && !found) {
        size_t length = strcspn(path, ":");
        struct om_text candidate = { 0 };
        om_text_print(&candidate, "%.*s/%s", (int) length, path, program);
        found = access(candidate.data, X_OK) == 0;
        om_text_finish(&candidate);
        path += length;
        path += *path == ':';
    }
    return found;
}

// 0 when it ended well in time.
static int
wait_for(pid_t child)
{
    int handle = (int) syscall(SYS_pidfd_open, child, 0);
    struct pollfd wait = { .fd = handle, .events = POLLIN };
    int status = -1;
    if (handle < 0 || poll(&wait, 1, PATIENCE_MS) != 1) {
        (void) kill(-child, SIGKILL); // its own group: helpers go with it
    }
    if (handle >= 0) {
        close(handle);
    }
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

static int
run(const char *const *arguments)
{
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    for (int i = 0; i < 3; i++) {
        posix_spawn_file_actions_addopen(&actions, i, "/dev/null", O_RDWR, 0);
    }
    pid_t child = 0;
    int error =
        om_spawn(&child, (char *const *) arguments, environ, &actions, true);
    posix_spawn_file_actions_destroy(&actions);
    return error ? error : wait_for(child);
}

static int
run_chromium(const char *program, const char *html, const char *pdf,
             const char *profile)
{
    struct om_text to = { 0 };
    struct om_text home = { 0 };
    om_text_print(&to, "--print-to-pdf=%s", pdf);
    om_text_print(&home, "--user-data-dir=%s", profile);
    const char *arguments[ARGUMENTS_MAX] = {
        program,
        "--headless=new",
        "--disable-gpu",
        "--disable-extensions",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--host-resolver-rules=MAP * ~NOTFOUND",
        "--disable-dev-shm-usage",
        "--no-pdf-header-footer",
        home.data,
        to.data,
        html,
    };
    if (geteuid() == 0) { // it refuses to run as root otherwise; what it reads
                          // is a file of ours without a script
        arguments[14] = "--no-sandbox";
    }
    int status = run(arguments);
    om_text_finish(&to);
    om_text_finish(&home);
    return status;
}

// WeasyPrint knows no grid: the front, the cards and the help lines are laid
// out as tables for it.
static const char plain_style[] =
    "@page{background:#f7f3ec}"
    "header,.front .in,.sentence,.lines li{display:block!important;"
    "height:auto!important}"
    ".front{height:240mm!important}"
    ".front .top span{margin-left:10mm}.motif{display:none!important}"
    ".numbers,.cards{display:table!important;width:100%;"
    "table-layout:fixed;border-spacing:6mm 0}"
    ".numbers li,.cards div{display:table-cell!important}"
    ".sentence{margin-top:18mm!important}.sentence p{margin-bottom:8mm}"
    ".sentence svg{width:70mm!important}"
    ".lines .call{display:block;text-align:left!important}"
    ".lines li span{display:block;text-align:left!important}";

static int
run_weasyprint(const char *program, const char *html, const char *pdf,
               const char *folder)
{
    char *style = om_path_join(folder, "plain.css");
    FILE *file = fopen(style, "wb");
    int status = -1;
    if (file && fputs(plain_style, file) >= 0 && fclose(file) == 0) {
        const char *arguments[] = { program, "-s", style, html, pdf, NULL };
        status = run(arguments);
    }
    free(style);
    return status;
}

// A PDF holds when it was made. The same report is to be the same file.
static void
forget_date(const char *pdf)
{
    size_t length = 0;
    char *bytes = om_path_read(pdf, PDF_MAX, &length);
    int file = bytes ? open(pdf, O_WRONLY | O_CLOEXEC) : -1;
    for (size_t i = 0; file >= 0 && i + 17 < length; i++) {
        if (memcmp(bytes + i, "(D:20", 5) == 0) {
            (void) !pwrite(file, "(D:20260101000000", 17, (off_t) i);
        }
    }
    if (file >= 0) {
        close(file);
    }
    free(bytes);
}

static void
remove_profile(const char *profile)
{
    const char *arguments[] = { "rm", "-rf", "--", profile, NULL };
    (void) run(arguments);
}

static int
print_with(const struct printer *printer, const char *html, const char *pdf)
{
    char folder[] = "/tmp/omstander-print-XXXXXX";
    if (!mkdtemp(folder)) {
        return -1;
    }
    int status = printer->chromium
                     ? run_chromium(printer->program, html, pdf, folder)
                     : run_weasyprint(printer->program, html, pdf, folder);
    remove_profile(folder);
    return status;
}

bool
om_print_pdf(const char *html, const char *pdf, struct om_text *problem)
{
    for (size_t i = 0; i < sizeof(printers) / sizeof(printers[0]); i++) {
        const struct printer *printer = &printers[i];
        if (!is_installed(printer->program)) {
            continue;
        }
        char *from = realpath(html, NULL);
        struct om_text to = { 0 };
        char *slash = from ? strrchr(from, '/') : NULL;
        const char *name = strrchr(pdf, '/');
        om_text_print(&to, "%.*s%s", slash ? (int) (slash - from) : 0,
                      from ? from : "", name ? name : pdf);
        int status = from ? print_with(printer, from, to.data) : -1;
        bool printed = status == 0 && om_path_is_file(to.data);
        if (printed) {
            forget_date(to.data);
        } else {
            om_text_print(problem, "%s could not print %s", printer->program,
                          html);
        }
        om_text_finish(&to);
        free(from);
        return printed;
    }
    om_text_print(problem, "for --pdf install a program that prints: "
                           "apt install chromium (or weasyprint)");
    return false;
}
