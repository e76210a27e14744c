# csat: customer satisfaction scores in SQL
# `make help` lists the targets; `make && make install && make installcheck` is all that a build needs.

top_dir  := $(dir $(lastword $(MAKEFILE_LIST)))

EXTENSION   = csat
DATA        = csat--1.0.sql
MODULE_big  = csat
OBJS        = $(patsubst $(top_dir)%.c,%.o,$(sort $(wildcard $(top_dir)src/*.c $(top_dir)src/*/*.c)))
PGFILEDESC  = "csat - customer satisfaction scores"
PG_CPPFLAGS = -I$(srcdir)/src

# In the order in which they run: types, scores, weights, uncertainty, signals, roll-ups, then what holds for all.
REGRESS = setup \
	scale \
	tally \
	aggregates \
	readers \
	boxes \
	counted \
	latest \
	row_helpers \
	reading \
	bad_input \
	handwritten \
	exactness \
	stored \
	sharing \
	encoding \
	rating \
	rating_aggregates \
	enum_scale \
	weighted_stats \
	indices \
	interval \
	comparison \
	overlap \
	row_types \
	small_samples \
	weight_extremes \
	window_functions \
	benchmark \
	sample_size \
	coverage \
	signals_groups \
	signals_change \
	signals_windows \
	signals_drivers \
	rollup \
	rollup_writes \
	rollup_partitions \
	rollup_view \
	rollup_zones \
	rollup_periods \
	rollup_moves \
	rollup_report \
	rollup_scorecard \
	rollup_people \
	rollup_scheduled \
	rollup_bad_input \
	rollup_rights \
	rollup_attacks rollup_faults rollup_replace rollup_on_bad \
	rollup_names \
	rollup_owner \
	rollup_life \
	report \
	scaling \
	support_functions \
	direct_scan \
	soft_errors \
	catalog \
	other_schema \
	documentation \
	demo

# The tests hold labels of many languages, and sort the same everywhere.
ENCODING  = UTF8
NO_LOCALE = 1

# ---- demo, test, lint ... ----
include $(top_dir)scripts/targets.mk

# Response data that may be no part of the project; tests that read it say so where it is absent.
export CSAT_SHARED ?= $(abspath $(top_dir)../shared)

# TAP tests run where they can: Perl's IPC::Run is there, and we are not root, whom initdb refuses.
TAP_TESTS := $(shell [ "$$(id -u)" != 0 ] && perl -MIPC::Run -e 'print 1' 2>/dev/null)
# Nothing but entry points is to be seen from outside the library: what 16 and later do by themselves.
PG_CFLAGS  += -fvisibility=hidden
# The last digit of a statistic is the same on processors that could multiply and add in one step; the flag is for the JIT's code too.
PG_CPPFLAGS += -ffp-contract=off
# The headers of 15 declare callbacks with (), which C23, the default from gcc 15 on, reads as (void); those of 19 may need C23.
PG_CFLAGS  += $(if $(filter 15,$(MAJORVERSION)),-std=gnu17)
# ---- end ----

PG_CONFIG ?= pg_config
ifneq ($(filter-out $(OWN_TARGETS),$(or $(MAKECMDGOALS),all)),)
.DEFAULT_GOAL := all
PGXS := $(shell $(PG_CONFIG) --pgxs)
ifeq ($(wildcard $(shell $(PG_CONFIG) --includedir-server)/postgres.h),)
$(error PostgreSQL's server development files were not found: install them (Debian: postgresql-server-dev-15) or set PG_CONFIG; `make demo' does that by itself)
endif
# A build in a directory of its own, as Debian's packages do for each major, has no src/ for the objects yet.
$(shell mkdir -p $(dir $(OBJS)))
include $(PGXS)

# PGXS tracks no headers: any of them rebuilds all, which takes two seconds.
$(OBJS) $(OBJS:.o=.bc): $(wildcard $(top_dir)src/*.h $(top_dir)src/*/*.h)
endif
