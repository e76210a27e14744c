/*
 * rollup_follow.h
 *		The triggers of live roll-ups: which there are, and whether one counts.
 */
#ifndef CSAT_ROLLUP_FOLLOW_H
#define CSAT_ROLLUP_FOLLOW_H

#include "compat.h"

#include "utils/reltrigger.h"

#include "rollup/rollup.h"

/* The names of the transition tables. */
#define TABLE_OF_NEW	"csat_new"
#define TABLE_OF_OLD	"csat_old"

/* Where a trigger is needed. */
typedef enum TriggerPlace
{
	ON_ALL,						/* the source, its partitions and children */
	ON_SOURCE,
	ON_PARTITIONED				/* those of all that have partitions */
} TriggerPlace;

typedef struct TriggerKind
{
	const char *name;			/* last part of its name */
	const char *function;
	int16		timing;			/* TRIGGER_TYPE_BEFORE or _AFTER */
	int16		event;			/* TRIGGER_TYPE_INSERT, ... */
	bool		sees_new;		/* has the transition table of new rows */
	bool		sees_old;
	TriggerPlace place;
} TriggerKind;

#define TRIGGER_KINDS	6
extern const TriggerKind trigger_kinds[TRIGGER_KINDS];

extern bool trigger_belongs_on(const TriggerKind *kind, Relation relation, Oid source);
extern Oid	trigger_tallies(const Trigger *trigger);
extern const Trigger *trigger_that_counts(Relation relation, const TriggerKind *kind, const Rollup *rollup);
extern char *trigger_defect(const Trigger *trigger, Relation relation, const Rollup *rollup);
extern bool trigger_is_copy(const Trigger *trigger, Relation relation, const Rollup *rollup);
extern bool trigger_is_ours(const Trigger *trigger, Oid schema);

/* rollup_trigger.c */
extern void rollup_warn(const Trigger *trigger, Relation relation, const char *defect);

#endif							/* CSAT_ROLLUP_FOLLOW_H */
