// Clips for tests, made by ffmpeg once and kept in the build folder. Every
// picture carries its number in black and white blocks, each bit a second
// time inverted, so that a torn or half-written picture is noticed. Included
// by a test, after cmocka.
#ifndef OM_TESTS_CLIPS_H
#define OM_TESTS_CLIPS_H

#include "base/tick.h"
#include "clip/clip.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define CLIPS_FOLDER OM_BINARY_DIR "/test-clips"

enum {
    CLIPS_WIDTH = 640,
    CLIPS_HEIGHT = 360,
    CLIPS_BLOCK = 40,
    CLIPS_LEFT = 160,
    CLIPS_TOP = 100,
    CLIPS_TORN = -1,
};

struct clips_row {
    const char *name;
    int frames;
    const char *rate;   // as ffmpeg takes it
    const char *sound;  // seconds of it; NULL: none
    const char *codecs; // ffmpeg's options for the output
    om_tick slack;      // of the times of its pictures
};

#define CLIPS_H264 "-c:v libx264 -preset ultrafast -bf 3 "
#define CLIPS_AAC  "-c:a aac -b:a 96k "
#define CLIPS_MP4  CLIPS_H264 "-g 50 -pix_fmt yuv420p " CLIPS_AAC

static const struct clips_row clips_rows[] = {
    { "plain.mp4", 250, "25", "10", CLIPS_MP4, 0 },
    { "long.mp4", 750, "25", "30", CLIPS_MP4, 0 },
    { "short.mp4", 25, "25", "1", CLIPS_MP4, 0 },
    { "silent.mp4", 50, "25", NULL, CLIPS_MP4, 0 },
    { "far-keys.mp4", 250, "25", "10",
      CLIPS_H264 "-g 250 -pix_fmt yuv420p " CLIPS_AAC, 0 },
    { "tail.mp4", 50, "25", "3.5", CLIPS_MP4, 0 },
    { "ten-bit.mp4", 50, "25", "2",
      CLIPS_H264 "-g 50 -pix_fmt yuv420p10le " CLIPS_AAC, 0 },
    { "oblong.mp4", 50, "25", "2", CLIPS_MP4 "-aspect 4:3 ", 0 },
    { "plain.mkv", 50, "25", "2",
      CLIPS_H264 "-g 50 -pix_fmt yuv420p -c:a libopus ", 0 },
    { "plain.webm", 50, "25", "2",
      "-c:v libvpx -deadline realtime -cpu-used 8 -b:v 2M -g 50 -c:a libopus ",
      0 },
    { "ntsc.mp4", 60, "30000/1001", "2.002", CLIPS_MP4, 0 },
    { "film.mp4", 48, "24000/1001", "2.002", CLIPS_MP4, 0 },
    { "fifty.mp4", 100, "50", "2", CLIPS_MP4, 0 },
    { "turned.mp4", 50, "25", NULL, NULL, 0 }, // made of silent.mp4
    { "slow.mp4", 25, "25/2", "2", CLIPS_MP4, 0 },
};

static inline bool
clips_get_bit(int number, int row, int column)
{
    int bit = row % 2 * 8 + column;
    return (number >> bit & 1) == (row < 2);
}

static inline void
clips_paint(uint8_t *luma, int number)
{
    for (int y = 0; y < CLIPS_HEIGHT; y++) {
        for (int x = 0; x < CLIPS_WIDTH; x++) {
            luma[y * CLIPS_WIDTH + x] =
                (uint8_t) (60 + (x + y / 8 + number * 3) % 128);
        }
    }
    for (int y = 0; y < 4 * CLIPS_BLOCK; y++) {
        uint8_t *line =
            luma + (size_t) (CLIPS_TOP + y) * CLIPS_WIDTH + CLIPS_LEFT;
        for (int x = 0; x < 8 * CLIPS_BLOCK; x++) {
            bool lit = clips_get_bit(number, y / CLIPS_BLOCK, x / CLIPS_BLOCK);
            line[x] = lit ? 225 : 26;
        }
    }
}

// Reads the number of a picture in any size; `turned`: a quarter clockwise.
static inline int
clips_read(const struct om_clip_frame *frame, bool turned)
{
    int number = 0;
    for (int row = 0; row < 4; row++) {
        for (int column = 0; column < 8; column++) {
            double x =
                (CLIPS_LEFT + (column + 0.5) * CLIPS_BLOCK) / CLIPS_WIDTH;
            double y = (CLIPS_TOP + (row + 0.5) * CLIPS_BLOCK) / CLIPS_HEIGHT;
            unsigned at_x = (unsigned) ((turned ? y : x) * frame->width);
            unsigned at_y = (unsigned) ((turned ? 1 - x : y) * frame->height);
            uint8_t luma =
                frame->plane[0][(size_t) at_y * frame->pitch[0] + at_x];
            if (luma > 90 && luma < 165) {
                return CLIPS_TORN;
            }
            int bit = (luma >= 165) == (row < 2);
            if (row < 2) {
                number |= bit << (row * 8 + column);
            } else if (bit != (number >> ((row - 2) * 8 + column) & 1)) {
                return CLIPS_TORN;
            }
        }
    }
    return number;
}

static inline void
clips_path(char path[512], const char *name)
{
    snprintf(path, 512, "%s/%s", CLIPS_FOLDER, name);
}

static inline void
clips_run(const char *command)
{
    if (system(command) != 0) {
        fail_msg("failed: %s", command);
    }
}

static inline void
clips_make(const struct clips_row *row)
{
    char path[512], command[2048], sound[256] = "";
    clips_path(path, row->name);
    if (!row->codecs || access(path, R_OK) == 0) {
        return;
    }
    if (row->sound) {
        snprintf(sound, sizeof(sound),
                 "-f lavfi -i sine=frequency=440:sample_rate=48000:duration=%s",
                 row->sound);
    }
    snprintf(command, sizeof(command),
             "nice -n 19 ffmpeg -v error -y -f rawvideo -pix_fmt yuv420p "
             "-s %dx%d -r %s -i - %s %s '%s/part-%s' && mv '%s/part-%s' '%s'",
             CLIPS_WIDTH, CLIPS_HEIGHT, row->rate, sound, row->codecs,
             CLIPS_FOLDER, row->name, CLIPS_FOLDER, row->name, path);
    FILE *pipe = popen(command, "w");
    assert_non_null(pipe);
    size_t luma = (size_t) CLIPS_WIDTH * CLIPS_HEIGHT;
    uint8_t *picture = malloc(luma * 3 / 2);
    assert_non_null(picture);
    memset(picture + luma, 128, luma / 2);
    for (int i = 0; i < row->frames; i++) {
        clips_paint(picture, i);
        assert_int_equal(fwrite(picture, luma * 3 / 2, 1, pipe), 1);
    }
    free(picture);
    assert_int_equal(pclose(pipe), 0);
}

// Makes what is not there yet; several tests may do so at a time.
static inline void
clips_make_all(void)
{
    (void) mkdir(CLIPS_FOLDER, 0755);
    int lock = open(CLIPS_FOLDER "/.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    assert_true(lock >= 0);
    assert_int_equal(flock(lock, LOCK_EX), 0);
    for (size_t i = 0; i < sizeof(clips_rows) / sizeof(*clips_rows); i++) {
        clips_make(&clips_rows[i]);
    }
    if (access(CLIPS_FOLDER "/turned.mp4", R_OK) != 0) {
        clips_run("cd '" CLIPS_FOLDER "' && ffmpeg -v error -y -i silent.mp4 "
                  "-c copy -metadata:s:v:0 rotate=90 part-turned.mp4 && "
                  "mv part-turned.mp4 turned.mp4");
    }
    close(lock);
}

static inline const struct clips_row *
clips_find(const char *name)
{
    for (size_t i = 0; i < sizeof(clips_rows) / sizeof(*clips_rows); i++) {
        if (strcmp(clips_rows[i].name, name) == 0) {
            return &clips_rows[i];
        }
    }
    return NULL;
}

#endif
