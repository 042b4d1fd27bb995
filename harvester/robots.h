/* robots.txt (RFC 9309): what it says of one program. Pure; fetching it is fetch_robots.c's. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/mem.h"

struct robots;

/* The rules of all groups that name the product ("moisson", letters in any case), else of those for "*". Of a
   file longer than 500 KiB the rest is not read (2.5). */
struct robots *robots_parse(struct arena *a, const char *bytes, size_t n, const char *product);
/* May the program ask for the path, query included? The longest rule that matches decides, of two as long the
   one that allows. A rule is a beginning; "*" in it stands for anything and "$" at its end for the end. NULL
   allows all. */
bool robots_allows(const struct robots *r, const char *path);
/* Milliseconds between two requests (Crawl-delay, which is no part of the RFC), at most a minute; 0: not
 * said. */
int64_t robots_delay(const struct robots *r);
