/* What the files of the YAML reader share. Not for others. */
#pragma once
#include <yaml.h>
#include "base/yaml.h"

struct yaml_reader {
    struct arena *arena;
    const char *file;
    const char *bytes; /* UTF-8 without a byte order mark; what may not stand in YAML is replaced by U+FFFD */
    size_t n;
    bool replaced; /* something was */
    struct yaml_faults *faults;
    size_t *lines; /* offset of each line; made when the first fault of syntax asks for it */
    size_t n_lines;

    struct yaml_node *root;
    struct yaml_node *stack[YAML_DEPTH_LIMIT];
    struct yaml_node *keys[YAML_DEPTH_LIMIT]; /* the key that waits for its value */
    int depth;
    int alias_line;          /* of the last alias */
    int first_line;          /* of the piece being read, from 0 */
    int documents;           /* begun in this piece */
    struct yaml_node quoted; /* the last scalar in quotes over several lines: where it begins; line 0: none */
    int quoted_end;          /* and the line it ends on */
};

/* Checks the characters of the file, and sets bytes and n. false: nothing can be read at all. */
bool yaml_clean(struct yaml_reader *r, const char *bytes, size_t n);

/* Tells libyaml's error in words for a person. Drops the entry of the outermost list or map that it stands
   in, and returns the line (from 0) where the next one begins, -1 when there is none. */
int yaml_syntax_fault(struct yaml_reader *r, const yaml_parser_t *p);
/* The same for a fault at a node, told already. */
int yaml_drop_entry(struct yaml_reader *r, int line);

void yaml_fault_place(struct yaml_reader *r, int line, int column, const char *text);

/* Marks the maps and lists being read. */
void yaml_mark_faulty(struct yaml_reader *r);
