#include "clip/wire.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

bool
om_wire_is_size(uint32_t width, uint32_t height)
{
    return width >= 2 && height >= 2 && width % 2 == 0 && height % 2 == 0
           && width <= OM_WIRE_WIDTH && height <= OM_WIRE_HEIGHT;
}

size_t
om_wire_frame_bytes(uint32_t width, uint32_t height)
{
    return (size_t) width * height * 3 / 2;
}

static bool
is_time(om_tick time)
{
    return time >= 0 && time <= OM_WIRE_TIME_MOST;
}

bool
om_wire_check(const struct om_wire_report *report, size_t length)
{
    if (length != sizeof(*report)) {
        return false;
    }
    switch (report->kind) {
        case OM_WIRE_FRAME:
            return report->index < OM_WIRE_BUFFERS
                   && om_wire_is_size(report->width, report->height)
                   && is_time(report->time) && report->due >= 0;
        case OM_WIRE_OPENED:
            return is_time(report->time)
                   && om_wire_is_size(report->width, report->height);
        case OM_WIRE_CUE:
            return report->index < OM_CLIP_CUES_MAX && is_time(report->time);
        default:
            return report->kind >= OM_WIRE_HELLO
                   && report->kind <= OM_WIRE_BEAT;
    }
}

static bool
send_bytes(int socket, const void *bytes, size_t length, int flags)
{
    for (;;) {
        ssize_t sent = send(socket, bytes, length, MSG_NOSIGNAL | flags);
        if (sent >= 0 || errno != EINTR) {
            return sent == (ssize_t) length;
        }
    }
}

bool
om_wire_send_command(int socket, const struct om_wire_command *command)
{
    size_t length = offsetof(struct om_wire_command, path);
    if (command->order == OM_WIRE_OPEN) {
        length += strlen(command->path) + 1;
    }
    return send_bytes(socket, command, length, MSG_DONTWAIT);
}

bool
om_wire_send_report(int socket, const struct om_wire_report *report, bool wait)
{
    return send_bytes(socket, report, sizeof(*report), wait ? 0 : MSG_DONTWAIT);
}

static bool
is_command(const struct om_wire_command *command, size_t length)
{
    size_t head = offsetof(struct om_wire_command, path);
    if (length < head || command->cue_count > OM_CLIP_CUES_MAX) {
        return false;
    }
    return command->order != OM_WIRE_OPEN
           || (length > head && memchr(command->path, '\0', length - head));
}

int
om_wire_receive_command(int socket, struct om_wire_command *command)
{
    ssize_t length;
    do {
        length = recv(socket, command, sizeof(*command), 0);
    } while (length < 0 && errno == EINTR);
    if (length <= 0) {
        return 0;
    }
    return is_command(command, (size_t) length) ? 1 : -1;
}
