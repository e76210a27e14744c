-- What came of the checks; the last line is counted.
SELECT 'not ok: ' || what || coalesce(E'\n' || seen, '') FROM checks WHERE NOT ok ORDER BY n;
SELECT format('%s passed, %s failed, 0 skipped', count(*) FILTER (WHERE ok), count(*) FILTER (WHERE NOT ok)) FROM checks;
