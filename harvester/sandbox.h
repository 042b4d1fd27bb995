/* The cage a process locks itself into before it reads what strangers sent: no file system, no network, no
   other process, a few system calls, bounded memory. What libraries open lazily has to be opened before.

   Layers, each of use when another is missing: resource limits; no new privileges; Landlock (file system,
   TCP, signals and abstract sockets out of reach) where the kernel has it; a seccomp allow-list. Under
   valgrind and the sanitizers, which need calls and memory of their own, memory is not bounded and there is
   no seccomp list. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/error.h"

enum { SANDBOX_OUT_OF_MEMORY = 113 }; /* exit status of a process in it that got no more memory */

struct sandbox_limits {
    int64_t memory; /* bytes of address space, 0: not bounded */
    int64_t cpu;    /* seconds of CPU in all, then SIGXCPU; 0: not bounded */
};

/* Enters it for good. Descriptors other than `keep` (a list of `n`) are closed first. false with err set when
   a layer is refused by the kernel: those that could be had are in force all the same, and err names those
   that are missing. */
bool sandbox_enter(const struct sandbox_limits *limits, const int *keep, int n, struct error *err);

/* True under valgrind and in a build with a sanitizer: their run-times need what the sandbox forbids. */
bool sandbox_watched(void);

/* Why a process in a sandbox ended, after its wait status, in words for a person: "killed: CPU limit 5 s",
   "crashed: signal 11 (Segmentation fault)". Writes into text and returns it. */
const char *sandbox_end(int wait_status, const struct sandbox_limits *limits, char text[96]);
