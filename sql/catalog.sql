-- The extension looks at itself: every object is documented, aggregates have all
-- that a host may ask for, operator classes are valid, nothing is open to the public.
-- All queries but the counts list what is wrong, so they list nothing.

CREATE VIEW member AS
SELECT classid, objid FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid
WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e' AND e.extname = 'csat';
CREATE VIEW ours AS SELECT p.* FROM pg_proc p JOIN member ON objid = p.oid AND classid = 'pg_proc'::regclass;

-- It is as the control file promises.
SELECT extrelocatable, extversion, extnamespace::regnamespace FROM pg_extension WHERE extname = 'csat';

-- Every object has a description: functions, aggregates, types, operators, casts,
-- operator classes and families, tables, views. Row and array types come with
-- what they belong to, rules and constraints are internal.
SELECT pg_describe_object(classid, objid, 0) AS without_comment FROM member
WHERE obj_description(objid, classid::regclass::name) IS NULL
  AND NOT (classid = 'pg_type'::regclass AND objid IN (SELECT oid FROM pg_type WHERE typelem <> 0 AND typcategory = 'A' OR typrelid IN (SELECT oid FROM pg_class WHERE relkind <> 'c')))
  AND NOT (classid = 'pg_class'::regclass AND objid IN (SELECT oid FROM pg_class WHERE relkind IN ('i', 'c', 't')))
  AND classid NOT IN ('pg_amop'::regclass, 'pg_amproc'::regclass, 'pg_rewrite'::regclass, 'pg_constraint'::regclass, 'pg_attrdef'::regclass)
ORDER BY 1;
-- the columns of its tables and views too, once they have any
SELECT attrelid::regclass, attname AS without_comment FROM pg_attribute a JOIN member ON objid = attrelid AND classid = 'pg_class'::regclass JOIN pg_class c ON c.oid = attrelid
WHERE attnum > 0 AND NOT attisdropped AND relkind IN ('r', 'v') AND col_description(attrelid, attnum) IS NULL ORDER BY 1, attnum;
-- a comment is a comment: no full stop at its end, no empty one
SELECT pg_describe_object(classid, objid, 0) AS comment_style, obj_description(objid, classid::regclass::name) FROM member
WHERE obj_description(objid, classid::regclass::name) ~ '(^\s*$|[^.]\.$|^\s)' ORDER BY 1;

-- Every aggregate: combine, a moving mode with inverse, parallel safe, a state of
-- a real type with its size, the same result in both modes, ordinary kind.
-- (Those whose state is none, since it holds sums of products over people, say how it travels.)
SELECT a.aggfnoid::regprocedure AS aggregate_with_internal_state, aggcombinefn <> 0 AND aggserialfn <> 0 AND aggdeserialfn <> 0 AS mergeable, aggminvtransfn <> 0 AS invertible, p.proparallel
FROM pg_aggregate a JOIN ours p ON p.oid = a.aggfnoid WHERE aggtranstype = 'internal'::regtype ORDER BY 1;
SELECT a.aggfnoid::regprocedure AS aggregate_lacks FROM pg_aggregate a JOIN ours p ON p.oid = a.aggfnoid
WHERE aggtranstype <> 'internal'::regtype AND (aggcombinefn = 0 OR aggmtransfn = 0 OR aggminvtransfn = 0 OR aggmtranstype <> aggtranstype OR p.proparallel <> 's'
   OR (SELECT typtype <> 'b' FROM pg_type WHERE oid = aggtranstype)
   OR aggserialfn <> 0 OR aggdeserialfn <> 0 OR aggkind <> 'n' OR aggfinalmodify <> 'r' OR aggmfinalmodify <> 'r'
   OR aggtransspace <= 0 OR aggmtransspace <= 0 OR agginitval IS NULL OR agginitval IS DISTINCT FROM aggminitval OR aggfinalfn <> aggmfinalfn) ORDER BY 1;
-- the state that it starts from is neutral to combination
SELECT a.aggfnoid::regprocedure AS start_is_not_neutral FROM pg_aggregate a JOIN ours p ON p.oid = a.aggfnoid
WHERE aggtranstype = 'tally'::regtype AND (agginitval::tally + agginitval::tally <> '{}' OR responses(agginitval::tally) + missing(agginitval::tally) <> 0);

-- Functions: immutable and parallel safe but for those listed here; strict but
-- for transitions, which count NULL, what draws reports, and where NULL is a default that means
-- something; C, or SQL parsed at creation, or a pinned search path; not SECURITY
-- DEFINER, not leakproof.
SELECT oid::regprocedure AS function, provolatile, proparallel FROM ours
WHERE prokind = 'f' AND (provolatile <> 'i' OR proparallel <> 's') ORDER BY oid::regprocedure::text;
SELECT oid::regprocedure AS not_strict FROM ours
WHERE prokind = 'f' AND NOT proisstrict AND proname !~ '_accum|^score_reading$|^csat_report_|^csat_chart_' AND proargtypes[0] <> 'internal'::regtype AND pronargdefaults = 0 AND provolatile = 'i' ORDER BY oid::regprocedure::text;
SELECT oid::regprocedure AS unsafe FROM ours
WHERE prosecdef OR proleakproof
   OR prolang = (SELECT oid FROM pg_language WHERE lanname = 'sql') AND prosqlbody IS NULL
   OR prolang = (SELECT oid FROM pg_language WHERE lanname = 'plpgsql') AND NOT coalesce(proconfig::text ~ 'search_path=', false) ORDER BY 1;
-- nobody but the owner can change anything: no grants beyond EXECUTE, USAGE, SELECT
SELECT pg_describe_object(classid, objid, 0) AS public_may_write FROM member LEFT JOIN pg_class c ON classid = 'pg_class'::regclass AND c.oid = objid
WHERE EXISTS (SELECT FROM aclexplode(c.relacl) WHERE grantee = 0 AND privilege_type <> 'SELECT') ORDER BY 1;
SELECT attrelid::regclass, attname AS public_may_write_column FROM pg_attribute JOIN member ON objid = attrelid AND classid = 'pg_class'::regclass
WHERE EXISTS (SELECT FROM aclexplode(attacl) WHERE privilege_type <> 'SELECT') ORDER BY 1, 2;
-- what everybody may call and is not immutable: the roll-up functions, which check who owns the source, and what only reads
SELECT oid::regprocedure AS public_may_call, provolatile FROM ours WHERE provolatile <> 'i' AND has_function_privilege('public', oid, 'EXECUTE') ORDER BY oid::regprocedure::text;
-- no two functions share a symbol with different results, and the library is found by its name alone
SELECT prosrc AS symbol_with_two_results FROM ours WHERE prolang = (SELECT oid FROM pg_language WHERE lanname = 'c') GROUP BY prosrc HAVING count(DISTINCT prorettype) > 1;
SELECT p.oid::regprocedure AS no_such_symbol_in_library FROM ours p WHERE prolang = (SELECT oid FROM pg_language WHERE lanname = 'c') AND probin <> 'csat' AND probin !~ '(^|/)csat$';

-- Operators: commutators and negators are each other's, boolean ones have estimators, hashable ones have hashing.
SELECT o.oid::regoperator AS operator FROM pg_operator o JOIN member ON objid = o.oid AND classid = 'pg_operator'::regclass
WHERE oprcom <> 0 AND (SELECT oprcom FROM pg_operator c WHERE c.oid = o.oprcom) <> o.oid
   OR oprnegate <> 0 AND (SELECT oprnegate FROM pg_operator n WHERE n.oid = o.oprnegate) <> o.oid
   OR oprresult = 'boolean'::regtype AND (oprrest = 0 OR oprjoin = 0 OR oprnegate = 0 OR oprcom = 0)
   OR oprcanhash AND NOT EXISTS (SELECT FROM pg_amop JOIN pg_am ON pg_am.oid = amopmethod WHERE amopopr = o.oid AND amname = 'hash')
   OR oprcanmerge AND NOT EXISTS (SELECT FROM pg_amop JOIN pg_am ON pg_am.oid = amopmethod WHERE amopopr = o.oid AND amname = 'btree') ORDER BY 1;
SELECT o.oid::regoperator AS volatile FROM pg_operator o JOIN member ON objid = o.oid AND classid = 'pg_operator'::regclass JOIN pg_proc p ON p.oid = oprcode WHERE p.provolatile <> 'i' OR NOT p.proisstrict;

-- Operator classes: valid, the default of their type; btree with equalimage, hash with the extended function.
SELECT amname, opcname, amvalidate(c.oid), opcdefault, array_agg(DISTINCT amprocnum ORDER BY amprocnum) AS support
FROM pg_opclass c JOIN member ON objid = c.oid AND classid = 'pg_opclass'::regclass JOIN pg_am ON pg_am.oid = opcmethod LEFT JOIN pg_amproc ON amprocfamily = opcfamily
GROUP BY amname, opcname, c.oid, opcdefault ORDER BY opcname, amname;
SELECT typname AS base_type_without, NOT EXISTS (SELECT FROM pg_opclass WHERE opcintype = t.oid AND opcdefault AND opcmethod = (SELECT oid FROM pg_am WHERE amname = 'btree')) AS btree,
       NOT EXISTS (SELECT FROM pg_opclass WHERE opcintype = t.oid AND opcdefault AND opcmethod = (SELECT oid FROM pg_am WHERE amname = 'hash')) AS hash, typsend = 0 AS binary
FROM pg_type t JOIN member ON objid = t.oid AND classid = 'pg_type'::regclass
WHERE typtype = 'b' AND typelem = 0 AND typcategory <> 'A' AND (typsend = 0 OR typreceive = 0 OR (SELECT count(*) FROM pg_opclass WHERE opcintype = t.oid AND opcdefault) < 2) ORDER BY 1;
SELECT typname, typlen, typbyval, typalign, typstorage, typcategory FROM pg_type t JOIN member ON objid = t.oid AND classid = 'pg_type'::regclass WHERE typname IN ('rating_scale', 'tally') ORDER BY 1;

-- Casts: none implicit but to a type's own modifier and from a scale written as text, so that a tally is nobody's number by surprise.
SELECT castsource::regtype, casttarget::regtype AS implicit FROM pg_cast c JOIN member ON objid = c.oid AND classid = 'pg_cast'::regclass WHERE castcontext = 'i' AND castsource <> casttarget ORDER BY 1, 2;

-- Names: nothing of ours hides a function of PostgreSQL's with the same arguments.
SELECT o.oid::regprocedure AS hides FROM ours o JOIN pg_proc c ON c.proname = o.proname AND c.proargtypes = o.proargtypes AND c.pronamespace = 'pg_catalog'::regnamespace ORDER BY 1;

DROP VIEW ours, member;
