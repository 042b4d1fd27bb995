/* An event with the bytes as its recurrence: RRULE, RDATE, EXDATE … The first line is the RRULE, the others
   are lines of the event. */
/* fuzz: -max_len=1024 -dict=tests/fuzz/ical.dict */
#include "tests/fuzz/feed.h"

static const char before[] = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nBEGIN:VEVENT\nUID:1\nSUMMARY:A\n"
                             "DTSTART;TZID=Europe/Paris:20260226T091500\nDURATION:PT1H\nRRULE:",
                  behind[] = "\nEND:VEVENT\nEND:VCALENDAR\n";

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
