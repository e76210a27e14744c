# targets.mk: the targets that are not PGXS's. They need neither pg_config nor a built tree: each does its own set-up.

OWN_TARGETS = help demo try test test-all lint format bench fuzz valgrind reliability deb dist

# What the demo reads, given as `make demo CSV=answers.csv SCORE=column`; YES=1 answers every question with yes.
export CSV HEADER SCORE SCALE AT BY FINISHED REPORT YES MAINTAINER REPOSITORY

.PHONY: $(OWN_TARGETS)

help:
	@sed -n 's/^#: \{0,1\}//p' $(top_dir)scripts/targets.mk

#: make                    build (needs PostgreSQL 15 or later with its server development files)
#: make install            install into the PostgreSQL that pg_config names
#: make installcheck       regression and TAP tests against a running server that has it installed
#:
#: The targets below do all of their own set-up and leave the tree as it is; the demo writes its report where you are.
#: make demo [REPORT=report.html]
#:                         see it work on sample answers (a throw-away server, nothing left running), and write a page about them
#: make demo CSV=answers.csv SCORE=column [SCALE=0..10] [AT=column] [BY=column] [HEADER=rows] [FINISHED=1]
#:                         the same on answers of your own; a column is its name, its whole question or its number, HEADER
#:                         is how many header rows there are, FINISHED leaves unfinished and preview rows out
#: make try [CSV=answers.csv]
#:                         the sample, or a file of yours, in an open psql
#: make test               every test, on the PostgreSQL at hand (minutes)
#: make test-all           the other majors of PostgreSQL, servers with assertions, long fuzzing, the Debian package (an hour)
#: make lint               warnings, static analysers, exported symbols
#: make format             lay out the C code
#: make bench              speed against hand-written SQL
#: make fuzz               a minute for each parser, under sanitizers
#: make valgrind           the regression tests on a server under valgrind (ten minutes)
#: make reliability        all of it at full size, with what was tried (two hours)
#: make deb                a Debian package in dist/
#: make dist MAINTAINER='Name <address>' REPOSITORY=https://...
#:                         the source archive in dist/

demo:
	@$(top_dir)scripts/demo

try:
	@$(top_dir)scripts/demo --try

test:
	@$(top_dir)scripts/test

test-all:
	@$(top_dir)scripts/test-all

lint:
	@$(top_dir)scripts/lint

format:
	@$(top_dir)scripts/format

bench:
	@$(top_dir)bench/run

fuzz:
	@$(top_dir)fuzz/run

valgrind:
	@$(top_dir)scripts/valgrind

reliability:
	@$(top_dir)scripts/reliability

deb:
	@$(top_dir)scripts/deb

dist:
	@$(top_dir)scripts/dist
