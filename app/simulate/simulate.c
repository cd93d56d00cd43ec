#include "simulate/simulate.h"

#include "base/path.h"
#include "counting/counting.h"
#include "exchange/export.h"
#include "exchange/merge.h"
#include "exchange/state.h"
#include "simulate/visitor.h"
#include "tally/tally.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// A site's visits of a week are written together: the sums are the same, and
// a year of a hundred sites takes seconds instead of hours.
struct week {
    struct om_increments sums;
    int period;
    time_t wall;
};

struct site {
    char id[OM_PLACE_ID_MAX + 1];
    const char *province;
    double weight;
};

struct simulator {
    const struct om_simulation *order;
    struct site *sites;  // owned
    double *day_weights; // owned
    char *kiosk;         // where the site at hand counts; owned
    struct om_text *problem;
};

// Provinces by how many cinemas stand in them, roughly by population.
static const struct {
    const char *id;
    double weight;
} provinces[] = {
    { "nl-zh", 21 }, { "nl-nh", 17 }, { "nl-nb", 15 }, { "nl-ge", 12 },
    { "nl-ut", 8 },  { "nl-ov", 7 },  { "nl-li", 6 },  { "nl-fr", 4 },
    { "nl-gr", 4 },  { "nl-dr", 3 },  { "nl-fl", 3 },  { "nl-ze", 2 },
};

enum { PROVINCES = sizeof(provinces) / sizeof(provinces[0]) };

static const char *
site_word(const char *type)
{
    return strcmp(type, "cinema") == 0   ? "bioscoop"
           : strcmp(type, "school") == 0 ? "school"
                                         : "stand";
}

static void
make_sites(struct simulator *self)
{
    double weights[PROVINCES];
    for (size_t i = 0; i < PROVINCES; i++) {
        weights[i] = provinces[i].weight;
    }
    struct om_chance chance = om_chance_begin(self->order->seed, 1);
    self->sites = om_alloc(self->order->sites * sizeof(*self->sites));
    for (unsigned i = 0; i < self->order->sites; i++) {
        struct site *site = &self->sites[i];
        unsigned province = om_chance_pick(&chance, weights, PROVINCES);
        snprintf(site->id, sizeof(site->id), "%s-%03u",
                 site_word(self->order->type), i + 1);
        site->province = provinces[province].id;
        site->weight = om_chance_factor(&chance, 0.7);
    }
}

// Cinemas are full at weekends, schools are closed then; some days nobody
// comes, on others everybody does.
static double
day_weight(const struct om_simulation *order, time_t day,
           struct om_chance *chance)
{
    struct tm local;
    localtime_r(&day, &local);
    bool weekend = local.tm_wday == 0 || local.tm_wday == 6;
    bool friday = local.tm_wday == 5;
    bool school = strcmp(order->type, "school") == 0;
    bool holiday = local.tm_mon == 6 || local.tm_mon == 7;
    double weight = school    ? (weekend || holiday ? 0 : 1)
                    : weekend ? 2.4
                    : friday  ? 1.6
                              : 0.7;
    if (om_chance_is(chance, 0.04)) {
        weight *= 3; // a première, a rainy day
    }
    return weight * om_chance_factor(chance, 0.25);
}

static void
make_days(struct simulator *self)
{
    struct om_chance chance = om_chance_begin(self->order->seed, 2);
    self->day_weights =
        om_alloc(self->order->days * sizeof(*self->day_weights));
    struct tm local;
    localtime_r(&self->order->from, &local);
    for (unsigned i = 0; i < self->order->days; i++) {
        struct tm day = local;
        day.tm_mday += (int) i;
        day.tm_hour = 12;
        self->day_weights[i] = day_weight(self->order, mktime(&day), &chance);
    }
}

// -- one site -----------------------------------------------------------------

static time_t
day_start(const struct om_simulation *order, unsigned day)
{
    struct tm local;
    localtime_r(&order->from, &local);
    local.tm_mday += (int) day;
    local.tm_isdst = -1;
    return mktime(&local);
}

// Seconds after midnight: before the films of the afternoon and the evening.
static double
time_of_visit(const struct om_simulation *order, struct om_chance *chance)
{
    static const double hours[] = { 13.5, 16, 18.75, 20.75 };
    static const double weights[] = { 1, 1.3, 2.2, 1.6 };
    if (strcmp(order->type, "cinema") != 0) {
        return 3600 * (9 + 6.5 * om_chance_unit(chance));
    }
    double hour = hours[om_chance_pick(chance, weights, 4)];
    return 3600
           * (hour + 0.5 * (om_chance_unit(chance) + om_chance_unit(chance)));
}

static bool
flush(struct om_tally *tally, struct week *week)
{
    bool written =
        week->sums.count == 0 || om_tally_add(tally, &week->sums, week->wall);
    week->sums.count = 0;
    return written;
}

static bool
add_sums(struct week *week, const struct om_increments *visit)
{
    const size_t room = sizeof(week->sums.items) / sizeof(week->sums.items[0]);
    for (size_t i = 0; i < visit->count; i++) {
        size_t at = 0;
        while (at < week->sums.count
               && strcmp(week->sums.items[at].key, visit->items[i].key) != 0) {
            at++;
        }
        if (at == room) {
            return false;
        }
        if (at == week->sums.count) {
            week->sums.items[week->sums.count++] = visit->items[i];
        } else {
            week->sums.items[at].n += visit->items[i].n;
        }
    }
    return true;
}

// Room for a whole visit is kept, so that none is half in one write.
static bool
count_visit(struct om_tally *tally, struct week *week,
            const struct om_increments *visit, time_t wall)
{
    int period = om_tally_period(wall);
    const size_t room = sizeof(week->sums.items) / sizeof(week->sums.items[0]);
    bool full = week->sums.count + visit->count > room;
    if ((week->period != period || full) && !flush(tally, week)) {
        return false;
    }
    week->period = period;
    week->wall = wall;
    return add_sums(week, visit);
}

static bool
visit_site(struct simulator *self, struct om_tally *tally, unsigned visits,
           struct om_chance *chance)
{
    const struct om_simulation *order = self->order;
    struct om_habits habits = om_habits_make(chance);
    unsigned *by_day = om_alloc(order->days * sizeof(*by_day));
    memset(by_day, 0, order->days * sizeof(*by_day));
    for (unsigned i = 0; i < visits; i++) {
        by_day[om_chance_pick(chance, self->day_weights, order->days)]++;
    }
    struct week week = { .period = -1 };
    struct om_increments increments = { .count = 0 };
    om_tick now = OM_S(1);
    bool good = true;
    for (unsigned day = 0; good && day < order->days; day++) {
        for (unsigned i = 0; good && i < by_day[day]; i++) {
            time_t wall =
                day_start(order, day) + (time_t) time_of_visit(order, chance);
            struct om_visit_result result;
            if (om_visitor_visit(order->pack, &habits, chance, &now, &result)) {
                om_counting_collect(&result, order->pack, wall, &increments);
                good = count_visit(tally, &week, &increments, wall);
            }
        }
    }
    free(by_day);
    return good && flush(tally, &week);
}

static bool
run_site(struct simulator *self, unsigned visits, uint64_t stream)
{
    struct om_chance chance = om_chance_begin(self->order->seed, stream);
    if (!om_state_mark_simulated(self->kiosk, self->problem)) {
        return false;
    }
    struct om_tally *tally = om_tally_open(self->kiosk, self->problem);
    if (!tally) {
        return false;
    }
    bool counted = visit_site(self, tally, visits, &chance);
    om_tally_close(tally);
    if (!counted) {
        om_text_print(self->problem, "cannot write the counts of %s",
                      self->kiosk);
    }
    return counted;
}

static bool
export_site(struct simulator *self, const struct site *site,
            struct om_merge *merge)
{
    struct om_export_head head = { .simulated = true };
    snprintf(head.site, sizeof(head.site), "%s", site->id);
    snprintf(head.type, sizeof(head.type), "%s", self->order->type);
    snprintf(head.province, sizeof(head.province), "%s", site->province);
    struct om_text text = { 0 };
    struct om_text path = { 0 };
    om_text_print(&path, "%s/exports/%s.jsonl", self->order->state, site->id);
    bool good = om_export_make(self->kiosk, &head, &text, self->problem)
                && om_export_save(path.data, &text, self->problem);
    if (good) {
        enum om_merged merged = om_merge_file(merge, path.data, self->problem);
        good = merged == OM_MERGED || merged == OM_MERGED_FLAGGED;
    }
    om_text_finish(&text);
    om_text_finish(&path);
    return good;
}

// The kiosk's folder is in memory where that can be had: what a pretend kiosk
// writes need not outlive a power cut.
static char *
make_kiosk(const char *state)
{
    struct om_text path = { 0 };
    om_text_print(&path, "/dev/shm/omstander-simulate-XXXXXX");
    if (mkdtemp(path.data)) {
        return path.data;
    }
    path.length = 0;
    om_text_print(&path, "%s/kiosk-XXXXXX", state);
    if (mkdtemp(path.data)) {
        return path.data;
    }
    om_text_finish(&path);
    return NULL;
}

static void
clear_kiosk(const char *kiosk)
{
    DIR *folder = opendir(kiosk);
    const struct dirent *entry = NULL;
    while (folder && (entry = readdir(folder)) != NULL) {
        if (entry->d_name[0] != '.') {
            char *path = om_path_join(kiosk, entry->d_name);
            (void) unlink(path);
            free(path);
        }
    }
    if (folder) {
        closedir(folder);
    }
}

static bool
run_sites(struct simulator *self)
{
    const struct om_simulation *order = self->order;
    unsigned *visits = om_alloc(order->sites * sizeof(*visits));
    double *weights = om_alloc(order->sites * sizeof(*weights));
    struct om_chance chance = om_chance_begin(order->seed, 3);
    for (unsigned i = 0; i < order->sites; i++) {
        visits[i] = 0;
        weights[i] = self->sites[i].weight;
    }
    for (unsigned i = 0; i < order->visits; i++) {
        visits[om_chance_pick(&chance, weights, order->sites)]++;
    }
    struct om_merge *merge = om_merge_begin(order->state, false, self->problem);
    bool good = merge != NULL;
    for (unsigned i = 0; good && i < order->sites; i++) {
        good = run_site(self, visits[i], 16 + i)
               && export_site(self, &self->sites[i], merge);
        clear_kiosk(self->kiosk);
    }
    struct om_merge_sums sums;
    if (merge) {
        good = om_merge_end(merge, &sums, self->problem) && good;
    }
    free(weights);
    free(visits);
    return good;
}

bool
om_simulate(const struct om_simulation *simulation, struct om_text *problem)
{
    const char *state = simulation->state;
    if (om_state_has_counts(state)) {
        om_text_print(problem,
                      om_state_is_simulated(state)
                          ? "%s holds simulated counts already; name another "
                            "folder"
                          : "%s holds real counts; pretend visitors are never "
                            "added to them. Name another folder",
                      state);
        return false;
    }
    if (!om_state_mark_simulated(state, problem)) {
        return false;
    }
    struct simulator self = { .order = simulation, .problem = problem };
    char *exports = om_path_join(state, "exports");
    self.kiosk = om_path_make_folder(exports) ? make_kiosk(state) : NULL;
    free(exports);
    if (!self.kiosk) {
        om_text_print(problem, "cannot make a folder in %s: %s", state,
                      strerror(errno));
        return false;
    }
    make_sites(&self);
    make_days(&self);
    bool good = run_sites(&self);
    (void) rmdir(self.kiosk);
    free(self.kiosk);
    free(self.sites);
    free(self.day_weights);
    return good;
}
