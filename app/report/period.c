#include "report/period.h"

#include <stdio.h>

// Days from 1970-01-01 to year-month-day of the Gregorian calendar; years
// begin in March, so that the leap day is the last.
static long
days_of(int year, int month, int day)
{
    long y = month <= 2 ? year - 1 : year;
    long m = (month + 9) % 12;
    return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1
           - 719468;
}

static int
month_of_days(long days)
{
    int year = (int) (1970 + days / 366), month = 1;
    while (days_of(year + 1, 1, 1) <= days) {
        year++;
    }
    while (month < 12 && days_of(year, month + 1, 1) <= days) {
        month++;
    }
    return year * 100 + month;
}

// 0 Monday … 6 Sunday; 1970-01-01 was a Thursday.
static int
weekday(long days)
{
    return (int) (((days + 3) % 7 + 7) % 7);
}

// The Monday of week 1: of the week that holds 4 January.
static long
first_monday(int year)
{
    long fourth = days_of(year, 1, 4);
    return fourth - weekday(fourth);
}

static int
weeks_of_year(int year)
{
    return (int) ((first_monday(year + 1) - first_monday(year)) / 7);
}

bool
om_period_is_valid(int period)
{
    int year = period / 100, part = period % 100;
    if (period == 0) {
        return true;
    }
    if (year < 2020 || year > 2100) {
        return false;
    }
    return (part >= 1 && part <= weeks_of_year(year))
           || (part >= 91 && part <= 94);
}

int
om_period_month(int period)
{
    int year = period / 100, part = period % 100;
    if (period == 0) {
        return 0;
    }
    if (part > 90) {
        return year * 100 + (part - 90) * 3;
    }
    return month_of_days(first_monday(year) + (part - 1L) * 7 + 3);
}

int
om_month_next(int month)
{
    return month % 100 == 12 ? month + 89 : month + 1;
}

static bool
parse_date(const char *date, int *year, int *month, int *day)
{
    static const int lengths[] = { 31, 28, 31, 30, 31, 30,
                                   31, 31, 30, 31, 30, 31 };
    int end = 0;
    if (sscanf(date, "%4d-%2d-%2d%n", year, month, day, &end) != 3
        || end != OM_DATE_SIZE - 1 || date[end] != '\0') {
        return false;
    }
    bool leap = (*year % 4 == 0 && *year % 100 != 0) || *year % 400 == 0;
    return *year >= 1970 && *year < 2200 && *month >= 1 && *month <= 12
           && *day >= 1
           && *day <= lengths[*month - 1] + (leap && *month == 2 ? 1 : 0);
}

int
om_month_of_date(const char *date)
{
    int year, month, day;
    return parse_date(date, &year, &month, &day) ? year * 100 + month : 0;
}

bool
om_month_ends_cycle(int month, enum om_cycle cycle)
{
    int m = month % 100;
    return cycle == OM_CYCLE_MONTH || m == 12 || m == 3 || m == 7;
}

bool
om_month_ends_quarter(int month)
{
    return month % 100 % 3 == 0;
}

bool
om_month_ends_school_year(int month)
{
    return month % 100 == 7;
}

int
om_month_cycle_start(int month, enum om_cycle cycle)
{
    int m = month % 100;
    if (cycle == OM_CYCLE_MONTH) {
        return month;
    }
    return month - m + (m <= 3 ? 1 : m <= 7 ? 4 : 8);
}

// The Thursday of a month's first week: the first Thursday in it.
static long
first_thursday(int month)
{
    long first = days_of(month / 100, month % 100, 1);
    return first + (10 - weekday(first)) % 7;
}

int
om_month_closed_on(const char *date)
{
    int year, month, day;
    if (!parse_date(date, &year, &month, &day)) {
        return 0;
    }
    // The Monday after a month's last week is where the next one begins.
    long today = days_of(year, month, day);
    int running = month_of_days(today);
    if (today < first_thursday(running) - 3) {
        running = running % 100 == 1 ? running - 89 : running - 1;
    } else if (today >= first_thursday(om_month_next(running)) - 3) {
        running = om_month_next(running);
    }
    return running % 100 == 1 ? running - 89 : running - 1;
}

static void
print_day(long days, char date[OM_DATE_SIZE])
{
    int month = month_of_days(days);
    long day = days - days_of(month / 100, month % 100, 1) + 1;
    snprintf(date, OM_DATE_SIZE, "%04u-%02u-%02u",
             (unsigned) month / 100 % 10000, (unsigned) month % 100,
             (unsigned) day % 100);
}

void
om_month_first_day(int month, char date[OM_DATE_SIZE])
{
    print_day(first_thursday(month) - 3, date);
}

void
om_month_last_day(int month, char date[OM_DATE_SIZE])
{
    print_day(first_thursday(om_month_next(month)) - 4, date);
}

int
om_month_weeks(int month)
{
    return (int) ((first_thursday(om_month_next(month)) - first_thursday(month))
                  / 7);
}
