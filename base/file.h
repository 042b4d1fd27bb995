/* Files written whole or not at all: a temporary file beside the target, fsync, rename, fsync of the folder.
   A file whose bytes would not change keeps its bytes and its timestamp. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "base/buf.h"
#include "base/error.h"

struct outfile {
    char *path, *temporary;
    int fd;
    struct buf pending;
    bool failed;
    int saved_errno;
    unsigned long long written;
};

/* Opens PATH's temporary twin (".NAME.tmp-PID"), making missing folders. */
bool outfile_open(struct outfile *f, const char *path, struct error *err);
/* buffered; a failure is kept and told at the end */
void outfile_write(struct outfile *f, const void *p, size_t n);
/* Ends the file: compares with what is there, renames when it differs. *changed (may be NULL) says which.
   On failure the temporary file is removed and the old file stays. */
bool outfile_commit(struct outfile *f, bool *changed, struct error *err);
void outfile_abandon(struct outfile *f);

/* The same for bytes at hand. */
bool file_write_if_changed(const char *path, const void *p, size_t n, bool *changed, struct error *err);

/* A copy of a file, in the place of what is there. */
bool file_copy(const char *from, const char *to, struct error *err);
/* fsync of the folder that holds PATH, so that what was renamed in it stays so. */
void file_sync_folder(const char *path);

/* Removes temporary files that a killed run of a process no longer alive left in the folder (not below it).
 */
void file_sweep_temporary(const char *folder);

/* Reads a file whole; fails past `limit` bytes. "-" is standard input. When not the path is wrong but the
   disk or the system fails, ends the process as running out of memory does: a time zone or a list of sources
   that is there and cannot be read is not as one that is not there. */
bool file_read(const char *path, struct buf *out, size_t limit, struct error *err);

bool file_make_folders(const char *path, struct error *err); /* mkdir -p */

/* Ends the process when the error (an errno) of reading PATH is of that sort. */
void file_end_if_broken(const char *path, int error);
