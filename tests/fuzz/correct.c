/* An editor's value of a field: what is taken is kept in a form that is taken again as it is, and what it
   changes in an item is undone without a trace. The first line is the field, the rest the value. */
/* fuzz: -max_len=256 */
#include "tests/fuzz/fuzz.h"
#include "store/internal.h"

static void fill(struct arena *a, struct item *item)
{
    item_init(item);
    item->title = "Appel";
    item->content_html = "<p>Corps</p>";
    item->kind = KIND_CALL;
    civil_parse("2026-11-15", &item->deadline);
    civil_parse("2026-11-10", &item->starts);
    civil_parse("2026-11-12", &item->ends);
    strings_add(a, &item->topics, "eau");
    *ARENA_PUSH(a, item->deadlines.v, item->deadlines.n, item->deadlines.cap) = item->deadline;
    *ARENA_PUSH(a, item->evidence.v, item->evidence.n, item->evidence.cap) =
        (struct evidence){"deadline", "jusqu'au", "r", 3, 0.5};
}

static void lay_over(struct arena *a, const char *field, const char *value)
{
    struct overlay o = {"u", field, value};
    struct overlays all = {&o, 1, 1};
    struct beneaths own;
    struct item item;
    fill(a, &item);
    int64_t before = store_fingerprint(a, &item);
    overlay_item(a, &all, "u", "Europe/Paris", &item, &own);
    claim(item_edited(&item, field), "%s is not an editor's", field);
    beneath_restore(a, &own, &item);
    claim(store_fingerprint(a, &item) == before, "%s=%s leaves a trace", field, value ? value : "");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    const char *line, *value, *again;
    struct error err = {0};
    struct arena a;
    size_t length = fuzz_line(&data, &n, &line);
    arena_init(&a, 0);
    const char *field = fuzz_text(&a, line, length), *text = fuzz_text(&a, data, n);
    bool taken = correction_value(&a, field, text, "Europe/Paris", &value, &err);
    if (taken) {
        claim(correction_value(&a, field, value, "Europe/Paris", &again, &err), "%s: %s: %s", field, value,
              err.text);
        claim((value == NULL) == (again == NULL) && (!value || strcmp(value, again) == 0),
              "%s: \"%s\" is \"%s\"", field, value ? value : "", again ? again : "");
        lay_over(&a, field, value);
    } else {
        claim_sound(err.text, strlen(err.text), "the message");
    }
    arena_free(&a);
    return taken ? 0 : -1;
}
