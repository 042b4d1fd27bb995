# moisson. GNU make, gcc or clang. `make help` lists the targets.
VERSION = 0.1.0
PREFIX ?= /usr/local
DESTDIR ?=
ifeq ($(origin CC),default)
CC = gcc
endif
OUT ?= build/release
SANITIZE ?=
OPT ?= -O2

PKGS = libcurl libxml-2.0 yaml-0.1 sqlite3 libical libpcre2-8 jansson libseccomp uchardet libxxhash zlib libbrotlidec libzstd
WARN = -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wwrite-strings -Wvla
# Immediate, so that pkg-config runs once; missing libraries are installed by the `deps` target of demo and test.
PKG_CFLAGS = $(eval PKG_CFLAGS := $$(or $$(shell pkg-config --cflags $(PKGS)),$$(error libraries are missing, see above: \
	`make deps` installs them)))$(PKG_CFLAGS)
PKG_LIBS = $(eval PKG_LIBS := $$(shell pkg-config --libs $(PKGS)))$(PKG_LIBS)
BASE_CFLAGS = -std=gnu11 $(OPT) -g $(WARN) $(SANITIZE) -I. -D_GNU_SOURCE -DVERSION='"$(VERSION)"' $(PKG_CFLAGS)
LIBS = $(SANITIZE) $(PKG_LIBS) -lstemmer -lm -lpthread

LIB_SRC := $(wildcard base/*.c store/*.c harvester/*.c harvester/*/*.c export/*.c)
CLI_SRC := $(wildcard cli/*.c)
FUZZ_SRC := $(filter-out tests/fuzz/replay.c,$(wildcard tests/fuzz/*.c))
TEST_SRC := $(wildcard tests/base/*.c tests/store/*.c tests/harvester/*.c tests/harvester/*/*.c tests/export/*.c tests/cli/*.c)
LIB_OBJ := $(LIB_SRC:%.c=$(OUT)/%.o)
CLI_OBJ := $(CLI_SRC:%.c=$(OUT)/%.o)
FUZZ := $(FUZZ_SRC:%.c=$(OUT)/%)
TESTS := $(TEST_SRC:%.c=$(OUT)/%) $(FUZZ)

.PHONY: all weights demo test test-build faults asan fuzz fuzz-build valgrind bench install uninstall clean help deps format format-check
all: $(OUT)/moisson ## the program, ./moisson
	@[ "$(OUT)" != build/release ] || ln -sf $(OUT)/moisson moisson

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

deps: ## install the Debian packages that are missing
	@scripts/install-packages.sh

$(OUT)/libmoisson.a: $(LIB_OBJ)
	@rm -f $@ && ar rcs $@ $^

$(OUT)/moisson: $(CLI_OBJ) $(OUT)/libmoisson.a
	$(CC) -o $@ $^ $(LIBS)

$(OUT)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(CC) $(BASE_CFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# the lexicons are part of the program
$(OUT)/harvester/lexicons.o: $(wildcard share/lexicons/*.yaml)

# what the commands share can be tested too; their table and main() cannot
$(OUT)/tests/cli/%: $(OUT)/tests/cli/%.o $(filter-out %/main.o,$(CLI_OBJ)) $(OUT)/libmoisson.a
	$(CC) -o $@ $^ $(LIBS) -lcmocka

# With libFuzzer its main function; without, one that reads inputs from files.
FUZZ_MAIN = $(OUT)/tests/fuzz/replay.o
$(OUT)/tests/fuzz/%: $(OUT)/tests/fuzz/%.o $(FUZZ_MAIN) $(filter-out %/main.o,$(CLI_OBJ)) $(OUT)/libmoisson.a
	$(CC) -o $@ $(filter %.o %.a,$^) $(LIBS) $(FUZZ_LIBS)

$(OUT)/tests/%: $(OUT)/tests/%.o $(OUT)/libmoisson.a
	$(CC) -o $@ $< $(OUT)/libmoisson.a $(LIBS) -lcmocka

# what makes calls fail in the tests of faults; never sanitized itself
$(OUT)/tests/faultlib.so: tests/e2e/faultlib.c Makefile
	@mkdir -p $(@D)
	$(CC) -std=gnu11 -O1 -g $(WARN) -fPIC -shared -o $@ $<

$(OUT)/scripts/kind_signs: $(OUT)/scripts/kind_signs.o $(OUT)/libmoisson.a
	$(CC) -o $@ $^ $(LIBS)

weights: $(OUT)/scripts/kind_signs ## learn anew what words say of an item's kind; CASES: files of more cases
	scripts/learn-kinds.py $< $(if $(CASES),--also $(CASES))

demo: deps ## the main job, offline, on the demo world
	@$(MAKE) --no-print-directory all
	@demo/run

test: deps ## every test
	@$(MAKE) --no-print-directory test-build
	@$(MAKE) --no-print-directory fuzz-build
	@tests/run $(OUT)

EVERY ?= 1
faults: deps ## every allocation and every call on a file fails in turn: hours; EVERY=20: every twentieth
	@$(MAKE) --no-print-directory test-build
	@for t in faults damage disk; do MOISSON=$(OUT)/moisson FAULTS=$(EVERY) python3 tests/e2e/test_$$t.py || exit 1; done

asan: deps ## every test under AddressSanitizer and UndefinedBehaviorSanitizer
	@$(MAKE) --no-print-directory OUT=build/asan OPT=-O1 SANITIZE="-fsanitize=address,undefined -fno-omit-frame-pointer -fno-sanitize-recover=all" test-build
	@tests/run build/asan

test-build: all $(TESTS) $(OUT)/tests/faultlib.so

SECONDS = 60
fuzz: deps ## every fuzz target under libFuzzer and the sanitizers, SECONDS=60 each
	@$(MAKE) --no-print-directory fuzz-build
	@tests/fuzz/run build/fuzz $(SECONDS)

fuzz-build:
	@$(MAKE) --no-print-directory OUT=build/fuzz CC=clang OPT=-O1 FUZZ_MAIN= FUZZ_LIBS=-fsanitize=fuzzer \
		SANITIZE="-fsanitize=address,undefined -fno-omit-frame-pointer -fno-sanitize-recover=all" \
		CFLAGS="$(CFLAGS) -fsanitize=fuzzer-no-link" $(FUZZ_SRC:%.c=build/fuzz/%)

valgrind: deps ## the unit tests and a harvest under valgrind
	@$(MAKE) --no-print-directory test-build
	@VALGRIND=1 tests/run $(OUT)

bench: deps ## the speed table, beside curl, xmllint and sqlite3; what content goes through, beside libxml2
	@scripts/install-packages.sh bench
	@$(MAKE) --no-print-directory all $(OUT)/tests/bench/content
	@tests/bench/run

FORMATTED = $(LIB_SRC) $(CLI_SRC) $(wildcard */*.h */*/*.h) $(TEST_SRC) $(wildcard tests/fuzz/*.c)
format: ## clang-format over the sources
	clang-format -i $(FORMATTED)
format-check: ## does clang-format leave them as they are?
	clang-format --dry-run -Werror $(FORMATTED)

# Where the parts of an installation go. DESTDIR is put before all of them, for packages. Paths may hold spaces.
SHARE = $(PREFIX)/share
BINDIR = $(PREFIX)/bin
DATADIR = $(SHARE)/moisson
MANDIR = $(SHARE)/man/man1
COMPLETIONDIR = $(SHARE)/bash-completion/completions
UNITDIR = $(PREFIX)/lib/systemd/system
SYSUSERSDIR = $(PREFIX)/lib/sysusers.d
DOCDIR = $(SHARE)/doc/moisson

install: all ## the program, its manual, completion, units, source lists and examples under PREFIX
	install -d "$(DESTDIR)$(BINDIR)" "$(DESTDIR)$(DATADIR)/sources.d" "$(DESTDIR)$(DATADIR)/lexicons" "$(DESTDIR)$(MANDIR)" "$(DESTDIR)$(COMPLETIONDIR)" \
		"$(DESTDIR)$(UNITDIR)" "$(DESTDIR)$(SYSUSERSDIR)" "$(DESTDIR)$(DOCDIR)"
	install -m 755 $(OUT)/moisson "$(DESTDIR)$(BINDIR)/moisson"
	install -m 644 share/man/moisson.1 "$(DESTDIR)$(MANDIR)/moisson.1"
	install -m 644 share/completion/moisson.bash "$(DESTDIR)$(COMPLETIONDIR)/moisson"
	sed 's#@BINDIR@#$(BINDIR)#' share/systemd/moisson.service >"$(DESTDIR)$(UNITDIR)/moisson.service"
	chmod 644 "$(DESTDIR)$(UNITDIR)/moisson.service"
	install -m 644 share/systemd/moisson.timer "$(DESTDIR)$(UNITDIR)/moisson.timer"
	install -m 644 share/systemd/moisson.sysusers.conf "$(DESTDIR)$(SYSUSERSDIR)/moisson.conf"
	install -m 644 sources.d/*.yaml sources.d/*.json "$(DESTDIR)$(DATADIR)/sources.d"
	install -m 644 share/lexicons/*.yaml "$(DESTDIR)$(DATADIR)/lexicons"
	sed -e 's#^store: .*#store: /var/lib/moisson/moisson.db#' -e 's#^output: .*#output: /var/lib/moisson/public#' \
		moisson.yaml.example >"$(DESTDIR)$(DATADIR)/moisson.yaml.example"
	chmod 644 "$(DESTDIR)$(DATADIR)/moisson.yaml.example"
	install -m 644 share/crontab.example "$(DESTDIR)$(DATADIR)/crontab.example"
	install -m 644 README.md LICENSE CHANGELOG.md $(wildcard docs/*.md) "$(DESTDIR)$(DOCDIR)"

uninstall: ## takes away what install put there; configuration and store stay
	rm -f "$(DESTDIR)$(BINDIR)/moisson" "$(DESTDIR)$(MANDIR)/moisson.1" "$(DESTDIR)$(COMPLETIONDIR)/moisson" \
		"$(DESTDIR)$(UNITDIR)/moisson.service" "$(DESTDIR)$(UNITDIR)/moisson.timer" "$(DESTDIR)$(SYSUSERSDIR)/moisson.conf"
	rm -rf "$(DESTDIR)$(DATADIR)" "$(DESTDIR)$(DOCDIR)"

clean: ## remove what was built
	rm -rf build moisson demo/out

.SECONDARY:
-include $(shell find $(OUT) -name '*.d' 2>/dev/null)
