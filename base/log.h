/* The log: one line a message on stderr, at the level the command line asked for; nothing on a quiet good
   run. Text from outside is made safe for terminals (control characters shown as \xNN). */
#pragma once
#include <stdbool.h>
#include "base/buf.h"

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };

void log_set_level(enum log_level level); /* default: LOG_WARN */
bool log_enabled(enum log_level level);
void log_message(enum log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Appends s with its control characters (C0, DEL and C1) shown as \xNN, those that turn the direction of text
 * as \uNNNN: what is printed on a terminal cannot command it. */
void log_add_safe(struct buf *out, const char *s);
#define log_error(...) log_message(LOG_ERROR, __VA_ARGS__)
#define log_warn(...) log_message(LOG_WARN, __VA_ARGS__)
#define log_info(...) log_message(LOG_INFO, __VA_ARGS__)
#define log_debug(...) log_message(LOG_DEBUG, __VA_ARGS__)
