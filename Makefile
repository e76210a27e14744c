# csat: customer satisfaction scores in SQL
# `make help` lists the targets; `make && make install && make installcheck` is all that a build needs.

EXTENSION   = csat
DATA        = csat--1.0.sql
MODULE_big  = csat
OBJS        = $(patsubst %.c,%.o,$(sort $(wildcard src/*.c)))
PGFILEDESC  = "csat - customer satisfaction scores"
PG_CPPFLAGS = -I$(srcdir)/src

REGRESS = setup \
	scale \
	tally \
	aggregates \
	readers \
	row_helpers \
	bad_input

# the tests hold labels of many languages, and sort the same everywhere
ENCODING  = UTF8
NO_LOCALE = 1

PG_CONFIG ?= pg_config
PGXS := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)
