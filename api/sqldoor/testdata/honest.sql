-- Statements of those who want to know something: one on a line.
SELECT 1 AS a, 'x' AS b, true AS c, NULL AS d
SELECT * EXCLUDE (wait) FROM "vn-places".places ORDER BY id LIMIT 10
SELECT count(*) AS n FROM "vn-places".places
FROM vn.provinces ORDER BY ALL
TABLE vn.provinces ORDER BY province
VALUES (1, 'a'), (2, 'b')
SELECT * FROM (VALUES (1, 'a'), (2, 'b')) AS t(n, s) ORDER BY n
SELECT id, name FROM "vn-places".places WHERE population > 100000 AND province = 'Hà Nội' ORDER BY id
SELECT id FROM "vn-places".places WHERE population IS NULL ORDER BY id LIMIT 20
SELECT id FROM "vn-places".places WHERE name LIKE 'Xã 1%' ORDER BY id
SELECT id FROM "vn-places".places WHERE name ILIKE 'xã 2_' ORDER BY id
SELECT id FROM "vn-places".places WHERE province IN ('Hà Nội', 'Cần Thơ') AND id BETWEEN 10 AND 30 ORDER BY id
SELECT id FROM "vn-places".places WHERE province NOT IN ('Hà Nội') AND NOT open ORDER BY id LIMIT 5
SELECT province, count(*) AS n, sum(population) AS p, avg(area) AS a FROM "vn-places".places GROUP BY province ORDER BY province
SELECT province, open, count(*) AS n FROM "vn-places".places GROUP BY ROLLUP (province, open) ORDER BY ALL
SELECT province, open, count(*) AS n, grouping(open) AS g FROM "vn-places".places GROUP BY CUBE (province, open) ORDER BY ALL
SELECT province, count(*) AS n FROM "vn-places".places GROUP BY GROUPING SETS ((province), ()) ORDER BY ALL
SELECT province, max(price) AS m FROM "vn-places".places GROUP BY 1 HAVING count(*) > 166 ORDER BY 1
SELECT min(price) AS lo, max(price) AS hi, sum(price) AS s FROM "vn-places".places
SELECT median(area) AS m, quantile_cont(area, 0.9) AS q, stddev(area) AS s, var_pop(area) AS v FROM "vn-places".places
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY area) AS m FROM "vn-places".places
SELECT corr(id, area) AS c, regr_slope(area, id) AS r, covar_pop(id, area) AS v FROM "vn-places".places
SELECT arg_max(name, area) AS a, arg_min(name, area) AS b, mode(province) AS m FROM "vn-places".places
SELECT count(DISTINCT province) AS n, count(population) AS p, count_if(open) AS o FROM "vn-places".places
SELECT string_agg(DISTINCT province, ', ' ORDER BY province) AS s FROM "vn-places".places
SELECT list(id ORDER BY id DESC) AS l FROM "vn-places".places WHERE id < 5
SELECT bool_and(open) AS a, bool_or(open) AS o, bit_xor(id) AS x FROM "vn-places".places
SELECT sum(area) FILTER (WHERE open) AS s FROM "vn-places".places
SELECT DISTINCT province FROM "vn-places".places ORDER BY 1
SELECT DISTINCT ON (province) province, id FROM "vn-places".places ORDER BY province, id DESC
SELECT p.id, v.region FROM "vn-places".places p JOIN vn.provinces v USING (province) ORDER BY p.id LIMIT 10
SELECT p.id, v.region FROM "vn-places".places p LEFT JOIN vn.provinces v ON p.province = v.province ORDER BY p.id LIMIT 10
SELECT v.province, count(p.id) AS n FROM vn.provinces v LEFT JOIN "vn-places".places p ON p.province = v.province GROUP BY 1 ORDER BY 1
SELECT v.province FROM vn.provinces v SEMI JOIN "vn-places".places p USING (province) ORDER BY 1
SELECT v.province FROM vn.provinces v ANTI JOIN "vn-places".places p USING (province) ORDER BY 1
SELECT a.province AS a, b.province AS b FROM vn.provinces a CROSS JOIN vn.provinces b ORDER BY ALL
SELECT a.province, b.region FROM vn.provinces a FULL JOIN "vn@2".provinces b ON a.province = b.province ORDER BY 1
SELECT * FROM vn.provinces NATURAL JOIN (SELECT province, 1 AS one) ORDER BY 1
SELECT a.id, b.id AS next FROM "vn-places".places a ASOF JOIN "vn-places".places b ON a.id < b.id ORDER BY 1 LIMIT 5
SELECT a.province, q.n FROM vn.provinces a, LATERAL (SELECT count(*) AS n FROM "vn-places".places b WHERE b.province = a.province) q ORDER BY 1
WITH big AS (SELECT * FROM "vn-places".places WHERE area > 100), s AS (SELECT province, count(*) AS n FROM big GROUP BY 1) SELECT * FROM s ORDER BY 1
WITH a AS MATERIALIZED (SELECT 1 AS x), b AS (SELECT x + 1 AS x FROM a) SELECT a.x AS a, b.x AS b FROM a, b
WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 20) SELECT n, n * n AS s FROM t ORDER BY n
SELECT * FROM (SELECT province, row_number() OVER (PARTITION BY province ORDER BY id) AS r, id FROM "vn-places".places) WHERE r <= 2 ORDER BY ALL
SELECT id, lag(id, 1, 0) OVER (ORDER BY id) AS a, lead(area) OVER (ORDER BY id) AS b FROM "vn-places".places ORDER BY id LIMIT 5
SELECT id, sum(area) OVER (ORDER BY id ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS s FROM "vn-places".places ORDER BY id LIMIT 8
SELECT id, rank() OVER w AS r, ntile(4) OVER w AS q FROM "vn-places".places WINDOW w AS (ORDER BY province) ORDER BY id LIMIT 8
SELECT id FROM "vn-places".places QUALIFY row_number() OVER (PARTITION BY province ORDER BY area DESC) = 1 ORDER BY id
SELECT id, first_value(name) OVER (PARTITION BY province ORDER BY id) AS f FROM "vn-places".places ORDER BY id LIMIT 5
SELECT province FROM vn.provinces UNION SELECT province FROM "vn-places".places ORDER BY 1
SELECT province FROM vn.provinces UNION ALL SELECT province FROM "vn@2".provinces ORDER BY 1
SELECT province FROM vn.provinces INTERSECT SELECT province FROM "vn-places".places ORDER BY 1
SELECT province FROM vn.provinces EXCEPT SELECT province FROM "vn-places".places
SELECT id FROM "vn-places".places WHERE area > (SELECT avg(area) FROM "vn-places".places) ORDER BY id LIMIT 5
SELECT province FROM vn.provinces v WHERE EXISTS (SELECT 1 FROM "vn-places".places p WHERE p.province = v.province) ORDER BY 1
SELECT id FROM "vn-places".places WHERE id > ALL (SELECT id FROM "vn-places".places WHERE id < 490) ORDER BY id
SELECT id, CASE WHEN area < 10 THEN 'nhỏ' WHEN area < 50 THEN 'vừa' ELSE 'lớn' END AS size FROM "vn-places".places ORDER BY id LIMIT 300
SELECT coalesce(population, -1) AS p, nullif(id, 3) AS i, greatest(id, 2) AS g, least(area, 1) AS l FROM "vn-places".places ORDER BY id LIMIT 6
SELECT upper(name) AS u, lower(name) AS l, length(name) AS n, substr(name, 1, 2) AS s, replace(name, 'Xã', 'Phường') AS r FROM "vn-places".places ORDER BY id LIMIT 4
SELECT strip_accents(province) AS s, concat_ws('-', province, id) AS c, trim('  a ') AS t, split_part(name, ' ', 2) AS p FROM "vn-places".places ORDER BY id LIMIT 4
SELECT regexp_replace(name, '[0-9]+', '#') AS r, regexp_matches(name, '^X') AS m, regexp_extract(name, '([0-9]+)', 1) AS e FROM "vn-places".places ORDER BY id LIMIT 4
SELECT founded, year(founded) AS y, month(founded) AS m, extract(quarter FROM founded) AS q, dayname(founded) AS d FROM "vn-places".places ORDER BY id LIMIT 5
SELECT date_trunc('month', founded) AS m, count(*) AS n FROM "vn-places".places GROUP BY 1 ORDER BY 1
SELECT date_diff('day', DATE '2000-01-01', founded) AS d, founded + INTERVAL 1 MONTH AS n, strftime(founded, '%d/%m/%Y') AS s FROM "vn-places".places ORDER BY id LIMIT 5
SELECT seen, epoch_ms(seen) AS e, date_part('hour', seen) AS h, seen AT TIME ZONE 'UTC' AS z FROM "vn-places".places ORDER BY id LIMIT 5
SELECT round(area, 1) AS r, floor(area) AS f, sqrt(area) AS s, id % 7 AS m, id // 2 AS d, 2 ** 3 AS p, abs(-area) AS a FROM "vn-places".places ORDER BY id LIMIT 9
SELECT CAST(area AS INTEGER) AS i, id::VARCHAR AS s, TRY_CAST(name AS INTEGER) AS n, CAST('1.25' AS DECIMAL(5,2)) AS d FROM "vn-places".places ORDER BY id LIMIT 5
SELECT price, CAST(price * 2 AS DECIMAL(12, 2)) AS d FROM "vn-places".places ORDER BY id LIMIT 5
SELECT name COLLATE NOACCENT AS n FROM "vn-places".places ORDER BY id LIMIT 3
SELECT COLUMNS('p.*') FROM "vn-places".places ORDER BY id LIMIT 3
SELECT * EXCLUDE (wait, seen) REPLACE (upper(name) AS name) RENAME (area AS km2) FROM "vn-places".places ORDER BY id LIMIT 3
SELECT id FROM "vn-places".places ORDER BY population DESC NULLS LAST, id LIMIT 5 OFFSET 5
SELECT province AS "Tỉnh", count(*) AS "Số xã" FROM "vn-places".places GROUP BY 1 ORDER BY 2 DESC, 1;
