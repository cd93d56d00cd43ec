// omstander pack sign, omstander pack verify.

#include "base/path.h"
#include "commands/commands.h"
#include "pack/pack.h"
#include "site/site.h"
#include "update/copy.h"
#include "update/seal.h"
#include "update/walk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static const struct om_option sign_options[] = {
    { "--key", "FILE", "secret key, made with minisign -G" },
    { "--lang", "LANG", "language of the messages: nl or en (default: nl)" },
    { NULL, NULL, NULL },
};

static const struct om_option verify_options[] = {
    { "--key", "KEY", "public key: a file, or the line that begins with RW" },
    { "--site", "FILE", "use the keys of that site file" },
    { "--lang", "LANG", "language of the messages: nl or en (default: nl)" },
    { NULL, NULL, NULL },
};

// -- a folder, looked through and hashed --------------------------------------

struct folder {
    int root; // owned; -1: not open
    struct om_walk walk;
    struct om_findings findings;
};

static bool
cannot(const char *path)
{
    fprintf(stderr, "omstander: %s: %s\n", path, strerror(errno));
    return false;
}

// False, said, when it cannot be read; findings are said by finish_folder().
static bool
open_folder(struct folder *folder, const char *path)
{
    *folder = (struct folder){ .root = open(path, O_RDONLY | O_DIRECTORY
                                                      | O_CLOEXEC) };
    if (folder->root < 0) {
        return cannot(path);
    }
    om_walk(&folder->walk, folder->root, &folder->findings);
    if (om_findings_have_errors(&folder->findings)) {
        return true;
    }
    static const struct om_disk disk = { 0 };
    const char *where;
    struct om_copy_params read = {
        .source = folder->root,
        .listing = &folder->walk.listing,
        .disk = &disk,
    };
    enum om_copy_answer answer = om_copy(&read, &where);
    if (answer == OM_COPY_CHANGED) {
        fprintf(stderr, "omstander: %s/%s changed meanwhile\n", path, where);
    } else if (answer != OM_COPY_DONE) {
        cannot(where ? where : path);
    }
    return answer == OM_COPY_DONE;
}

static enum om_exit
finish_folder(struct folder *folder, bool english)
{
    om_findings_sort(&folder->findings);
    for (size_t i = 0; i < folder->findings.count; i++) {
        struct om_text line = { 0 };
        om_finding_print(&folder->findings.items[i], english, &line);
        puts(om_text_get(&line));
        om_text_finish(&line);
    }
    enum om_exit code = om_findings_have_errors(&folder->findings)
                            ? OM_EXIT_PROBLEMS
                            : OM_EXIT_DONE;
    om_findings_finish(&folder->findings);
    om_walk_finish(&folder->walk);
    if (folder->root >= 0) {
        close(folder->root);
    }
    return code;
}

// -- signing ------------------------------------------------------------------

// A line from the terminal, not shown; from standard input when that is none.
static bool
ask_password(char *line, int size)
{
    struct termios shown, hidden;
    bool terminal = tcgetattr(STDIN_FILENO, &shown) == 0;
    if (terminal) {
        fputs("Password: ", stderr);
        hidden = shown;
        hidden.c_lflag &= ~(tcflag_t) ECHO;
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
    }
    bool good = fgets(line, size, stdin) != NULL;
    if (terminal) {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
        fputc('\n', stderr);
    }
    line[good ? strcspn(line, "\r\n") : 0] = '\0';
    return good;
}

static bool
read_secret_key(struct om_secret_key *key, const char *path, bool english)
{
    size_t length;
    char *text = om_path_read(path, OM_SIGN_FILE_MAX, &length);
    if (!text) {
        return cannot(path);
    }
    char password[1024] = "";
    enum om_sign_answer answer = om_secret_key_parse(key, text, length, NULL);
    if (answer == OM_SIGN_PASSWORD_NEEDED
        && ask_password(password, sizeof(password))) {
        answer = om_secret_key_parse(key, text, length, password);
    }
    explicit_bzero(password, sizeof(password));
    explicit_bzero(text, length);
    free(text);
    if (answer != OM_SIGN_GOOD) {
        fprintf(stderr, "omstander: %s: %s\n", path,
                om_sign_answer_words(answer, english));
    }
    return answer == OM_SIGN_GOOD;
}

static bool
write_seal(const struct folder *folder, const struct om_pack *pack,
           const struct om_secret_key *key)
{
    static const struct om_disk disk = { 0 };
    struct om_seal_params seal = {
        .folder = pack->root,
        .listing = &folder->walk.listing,
        .key = key,
        .id = pack->id,
        .version = pack->version,
        .now = time(NULL),
        .disk = &disk,
    };
    if (!om_seal_write(&seal)) {
        return cannot(pack->root);
    }
    printf("%s %s: %zu files, %s\n", pack->id, pack->version,
           folder->walk.listing.count, OM_SIGNATURE);
    return true;
}

static enum om_exit
sign_pack(const struct om_pack *pack, const char *key_file, bool english)
{
    struct om_secret_key key;
    if (!read_secret_key(&key, key_file, english)) {
        return OM_EXIT_CANNOT;
    }
    struct folder folder;
    bool read = open_folder(&folder, pack->root);
    bool good = read && !om_findings_have_errors(&folder.findings);
    bool written = good && write_seal(&folder, pack, &key);
    om_secret_key_finish(&key);
    enum om_exit code = finish_folder(&folder, english);
    return !read || (good && !written) ? OM_EXIT_CANNOT : code;
}

static enum om_exit
run_sign(const struct om_arguments *arguments)
{
    bool good = true;
    bool english = om_option_english(arguments, &good);
    const char *key_file = om_option_value(arguments, "--key");
    if (good && !key_file) {
        fputs("omstander: pack sign: missing --key FILE\n", stderr);
    }
    if (!good || !key_file) {
        return OM_EXIT_USAGE;
    }
    const char *operand = om_operand(arguments);
    if (access(operand, R_OK) != 0) {
        cannot(operand);
        return OM_EXIT_CANNOT;
    }
    // a signature says that somebody stands for it: mistakes are refused
    struct om_pack *pack = om_commands_load_pack(operand, english);
    enum om_exit code =
        pack ? sign_pack(pack, key_file, english) : OM_EXIT_PROBLEMS;
    om_pack_destroy(pack);
    return code;
}

const struct om_command om_command_pack_sign = {
    .name = "pack sign",
    .operand = "PACK",
    .operands_min = 1,
    .operands_max = 1,
    .help = "sign a content folder with a key of minisign's",
    .options = sign_options,
    .run = run_sign,
};

// -- verifying ----------------------------------------------------------------

struct keys {
    struct om_public_key items[OM_SITE_KEYS_MAX];
    size_t count;
};

static bool
add_key(struct keys *keys, const char *text, size_t length, const char *from,
        bool english)
{
    enum om_sign_answer answer =
        om_public_key_parse(&keys->items[keys->count], text, length);
    if (answer != OM_SIGN_GOOD) {
        fprintf(stderr, "omstander: %s: %s\n", from,
                om_sign_answer_words(answer, english));
        return false;
    }
    keys->count++;
    return true;
}

static bool
read_key(struct keys *keys, const char *given, bool english)
{
    size_t length;
    char *text = om_path_read(given, OM_SIGN_FILE_MAX, &length);
    bool line = !text && strncmp(given, "RW", 2) == 0;
    bool good = text || line
                    ? add_key(keys, text ? text : given,
                              text ? length : strlen(given), given, english)
                    : cannot(given);
    free(text);
    return good;
}

static bool
read_site_keys(struct keys *keys, const char *file, bool english)
{
    struct om_site site;
    if (!om_commands_load_site(&site, file, english)) {
        return false;
    }
    bool good = true;
    for (size_t i = 0; i < site.key_count && good; i++) {
        good = add_key(keys, site.keys[i], strlen(site.keys[i]), "site file",
                       english);
    }
    if (good && keys->count == 0) {
        fputs("omstander: the site file names no keys\n", stderr);
        good = false;
    }
    om_site_finish(&site);
    return good;
}

static enum om_exit
verify_folder(const char *path, const struct keys *keys, bool english)
{
    struct folder folder;
    struct om_seal seal = { 0 };
    bool read = open_folder(&folder, path);
    if (read && !om_findings_have_errors(&folder.findings)) {
        read = om_seal_read(&seal, folder.root) || cannot(path);
        bool good = read
                    && om_seal_check_signature(&seal, keys->items, keys->count,
                                               &folder.findings);
        if (good
            && om_seal_check_files(&seal, &folder.walk.listing,
                                   &folder.findings)) {
            puts(seal.comment);
        }
    }
    om_seal_finish(&seal);
    enum om_exit code = finish_folder(&folder, english);
    return read ? code : OM_EXIT_CANNOT;
}

static enum om_exit
run_verify(const struct om_arguments *arguments)
{
    bool good = true;
    bool english = om_option_english(arguments, &good);
    const char *key = om_option_value(arguments, "--key");
    const char *site = om_option_value(arguments, "--site");
    if (good && !key == !site) {
        fputs("omstander: pack verify: give --key KEY or --site FILE\n",
              stderr);
        good = false;
    }
    if (!good) {
        return OM_EXIT_USAGE;
    }
    struct keys keys = { .count = 0 };
    good = key ? read_key(&keys, key, english)
               : read_site_keys(&keys, site, english);
    return good ? verify_folder(om_operand(arguments), &keys, english)
                : OM_EXIT_CANNOT;
}

const struct om_command om_command_pack_verify = {
    .name = "pack verify",
    .operand = "PACK",
    .operands_min = 1,
    .operands_max = 1,
    .help = "whether a content folder is exactly what was signed",
    .options = verify_options,
    .run = run_verify,
};
