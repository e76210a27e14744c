-- The examples of docs/signals.md: 3,000 answers of a year in fourteen shops. The numbers only look random.
CREATE TABLE answers AS
SELECT i AS answer, 1 + i * 577 % 1300 AS person, shop, date '2025-01-01' + n AS day,
    greatest(0, least(10, round(4.0 + 0.9 * staff + 0.5 * wait + 3 * d + lift - CASE WHEN n BETWEEN 243 AND 272 THEN 0.7 ELSE 0 END)))::integer AS score,
    staff, wait, price
FROM (SELECT i, i * 37 % 365 AS n, i * 53 % 200 AS s, 1 + floor(5 * (0.7 * a + 0.3 * b)) AS staff, 1 + floor(5 * c) AS wait,
        1 + floor(5 * (0.5 * a + 0.5 * e)) AS price, d - 0.5 AS d
    FROM (SELECT i, (i * i * 31 + i * 17) % 97 / 97.0 AS a, (i * i * 13 + i * 71) % 89 / 89.0 AS b, (i * i * 7 + i * 5) % 83 / 83.0 AS c,
            (i * i * 11 + i * 3) % 101 / 101.0 AS d, (i * i * 5 + i * 29) % 79 / 79.0 AS e
        FROM generate_series(1, 3000) AS i) AS v) AS v,
    LATERAL (SELECT * FROM (VALUES (30, 'Amsterdam', 0.05), (55, 'Breda', -0.05), (78, 'Delft', 0.0), (95, 'Gouda', 0.1), (110, 'Haarlem', 0.0),
                               (124, 'Leiden', -1.1), (137, 'Meppel', 0.05), (149, 'Nijmegen', -0.1), (160, 'Oss', 0.0), (170, 'Putten', 0.1),
                               (180, 'Roermond', -0.05), (189, 'Sneek', 0.0), (198, 'Tiel', 0.05), (200, 'Urk', 0.3)) AS shops (upto, shop, lift)
        WHERE s < upto LIMIT 1) AS shops;
CREATE TABLE themes AS
SELECT answer, theme FROM answers, LATERAL (VALUES ('waiting time', wait <= 2 AND answer % 2 = 0), ('friendly staff', staff >= 4 AND answer % 3 = 0),
    ('prices', answer % 7 = 0)) AS v (theme, named) WHERE named;
