-- docs/reference.md names every object of the extension, and nothing that is not there.
-- Each query lists what is wrong, so all of them must be empty.
\getenv top PG_ABS_SRCDIR
\set reference `cat :top/docs/reference.md`
CREATE TEMP TABLE reference AS SELECT :'reference' AS doc;

CREATE TEMP VIEW member AS
SELECT classid, objid FROM pg_depend
WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e'
  AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'csat');

-- types, tables and views; their columns
SELECT DISTINCT relname FROM member JOIN pg_class c ON objid = c.oid AND classid = 'pg_class'::regclass, reference
WHERE doc !~ ('\y' || relname || '\y');
SELECT typname FROM member JOIN pg_type t ON objid = t.oid AND classid = 'pg_type'::regclass, reference
WHERE typname !~ '^_' AND doc !~ ('\y' || typname || '\y');
SELECT relname, attname FROM member JOIN pg_class c ON objid = c.oid AND classid = 'pg_class'::regclass JOIN pg_attribute ON attrelid = c.oid, reference
WHERE relkind IN ('r', 'v', 'c') AND attnum > 0 AND doc !~ ('`[^`\n]*\y' || attname || '\y[^`\n]*`');

-- functions and aggregates
SELECT DISTINCT proname FROM member JOIN pg_proc p ON objid = p.oid AND classid = 'pg_proc'::regclass, reference
WHERE doc !~ ('`' || proname || '\y');

-- where the arguments have names, a call that shows them in their order
SELECT DISTINCT proname, arguments
FROM member JOIN pg_proc p ON objid = p.oid AND classid = 'pg_proc'::regclass,
  LATERAL (SELECT array_agg(name ORDER BY i) AS arguments
           FROM unnest(proargnames) WITH ORDINALITY AS a (name, i) WHERE name <> '' AND i <= pronargs) AS a,
  reference
WHERE arguments IS NOT NULL
  AND doc !~ ('`' || proname || '\([^`\n)]*\y' || array_to_string(arguments, '\y[^`\n)]*\y') || '\y[^`\n)]*\)');

-- operators, in a row of a table with their type, and casts
SELECT DISTINCT oprname, oprleft::regtype FROM member JOIN pg_operator o ON objid = o.oid AND classid = 'pg_operator'::regclass, reference
WHERE doc !~ ('\n\| [^\n|]*`' || regexp_replace(oprname, '([+*])', '\\\1', 'g') || '`[^\n|]*\|[^\n|]*\y' || format_type(oprleft, NULL) || '\y');
SELECT castsource::regtype, casttarget::regtype FROM member JOIN pg_cast c ON objid = c.oid AND classid = 'pg_cast'::regclass, reference
WHERE strpos(doc, '`' || format_type(castsource, NULL) || '::' || format_type(casttarget, NULL) || '`') = 0;
SELECT DISTINCT opcname FROM member JOIN pg_opclass c ON objid = c.oid AND classid = 'pg_opclass'::regclass, reference
WHERE doc !~ ('`' || opcname || '`');

-- the other way round: calls of functions that do not exist
SELECT DISTINCT call FROM reference, regexp_matches(doc, '`([a-z_0-9]+)\(', 'g') AS m (call)
WHERE NOT EXISTS (SELECT FROM pg_proc WHERE proname = call[1]);

-- docs/design-notes.md has every source file on its map, and none that is gone
\set notes `cat :top/docs/design-notes.md`
\set sources `cd :top/src && basename -a *.c *.h */*.c */*.h | tr "\n" " "`
SELECT file FROM regexp_split_to_table(:'sources', ' ') AS file
WHERE :'notes' !~ ('\n\| [^\n|]*\y' || file || '[^\n|]*\|');
SELECT DISTINCT m[1] AS file FROM regexp_matches(:'notes', '\y[a-z_]+\.[ch]\y', 'g') AS m
WHERE m[1] <> ALL (regexp_split_to_array(:'sources', ' '));
