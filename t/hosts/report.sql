-- What came of the checks, of which one that could not be made is neither; the last line is counted.
SELECT 'skipped: ' || what FROM checks WHERE ok IS NULL ORDER BY n;
SELECT 'not ok: ' || what || coalesce(E'\n' || seen, '') FROM checks WHERE NOT ok ORDER BY n;
SELECT format('%s passed, %s failed, %s skipped', count(*) FILTER (WHERE ok), count(*) FILTER (WHERE NOT ok), count(*) FILTER (WHERE ok IS NULL)) FROM checks;
