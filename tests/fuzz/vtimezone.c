/* A calendar with the bytes as its VTIMEZONE, and events in that zone on both sides of daylight saving. */
/* fuzz: -max_len=2048 -dict=tests/fuzz/ical.dict */
#include "tests/fuzz/feed.h"

static const char before[] = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nBEGIN:VTIMEZONE\nTZID:Z\n",
                  behind[] = "\nEND:VTIMEZONE\n"
                             "BEGIN:VEVENT\nUID:1\nSUMMARY:A\nDTSTART;TZID=Z:20260710T100000\nEND:VEVENT\n"
                             "BEGIN:VEVENT\nUID:2\nSUMMARY:B\nDTSTART;TZID=Z:20261210T100000\n"
                             "RRULE:FREQ=MONTHLY;COUNT=5\nEND:VEVENT\n"
                             "BEGIN:VEVENT\nUID:3\nSUMMARY:C\nDTSTART;TZID=Z:20260329T023000\n"
                             "DTEND;TZID=Z:20261025T023000\nEND:VEVENT\nEND:VCALENDAR\n";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct buf calendar;
    buf_init(&calendar, 0);
    buf_adds(&calendar, before);
    buf_add(&calendar, data, n);
    buf_adds(&calendar, behind);
    fuzz_document("icalendar", NULL, calendar.p, calendar.n);
    buf_free(&calendar);
    return 0;
}
