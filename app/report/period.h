// Calendars of the counters: ISO weeks to months, quarters, school terms.
// The month of a week is the month of its Thursday, so that weeks are never
// split. A month is YYYYMM. No clock is read here.
#ifndef OM_REPORT_PERIOD_H
#define OM_REPORT_PERIOD_H

#include <stdbool.h>

// How often figures are released.
enum om_cycle {
    OM_CYCLE_MONTH,
    OM_CYCLE_TERM, // of school: August–December, January–March, April–July
};

enum { OM_DATE_SIZE = sizeof("2026-01-01") };

bool om_period_is_valid(int period); // a week, a quarter (YYYY91..94) or 0

// YYYYMM in which a period ends: the month of a week's Thursday, the last
// month of a quarter; 0 for the unknown period 0.
int om_period_month(int period);

int om_month_next(int month);

int om_month_of_date(const char *date); // "2026-09-30"; 0: not a date

// Whether a cycle, a quarter, a school year (August–July) ends with `month`.
bool om_month_ends_cycle(int month, enum om_cycle cycle);
bool om_month_ends_quarter(int month);
bool om_month_ends_school_year(int month);

// First month of the cycle that `month` is in.
int om_month_cycle_start(int month, enum om_cycle cycle);

// The last month that is over on a date, so that none of its weeks can still
// be counted in.
int om_month_closed_on(const char *date);

// Monday of its first week and Sunday of its last, as dates.
void om_month_first_day(int month, char date[OM_DATE_SIZE]);
void om_month_last_day(int month, char date[OM_DATE_SIZE]);

// Number of ISO weeks that belong to a month (4 or 5).
int om_month_weeks(int month);

#endif
