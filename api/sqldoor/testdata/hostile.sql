-- Statements of those who would do harm: one on a line. Before it stands what it
-- must meet: "refused" by the walk or the names, "bounded" by a limit or an error
-- of the engine, "harmless" if it may answer, but nothing more than itself.
-- The functions, pragmas and views of the engine are added by the test.

-- Other statements
refused INSERT INTO vn.provinces VALUES ('a', 'b')
refused UPDATE vn.provinces SET region = 'x'
refused DELETE FROM vn.provinces
refused TRUNCATE vn.provinces
refused MERGE INTO vn.provinces USING vn.provinces x ON true WHEN MATCHED THEN DELETE
refused CREATE TABLE t AS SELECT 1
refused CREATE TEMP TABLE t AS SELECT 1
refused CREATE VIEW v AS SELECT 1
refused CREATE OR REPLACE VIEW vn.provinces AS SELECT 1
refused CREATE SCHEMA s
refused CREATE SEQUENCE s
refused CREATE TYPE t AS ENUM ('a')
refused CREATE MACRO m(x) AS x + 1
refused CREATE FUNCTION m(x) AS TABLE SELECT x
refused CREATE SECRET s (TYPE http)
refused CREATE PERSISTENT SECRET s (TYPE s3, KEY_ID 'a', SECRET 'b')
refused CREATE INDEX i ON vn.provinces (province)
refused DROP VIEW vn.provinces
refused DROP SCHEMA vn CASCADE
refused ALTER VIEW vn.provinces RENAME TO x
refused COMMENT ON VIEW vn.provinces IS 'x'
refused COPY vn.provinces TO '{out}'
refused COPY (SELECT 1) TO '{out}' (FORMAT parquet)
refused COPY vn.provinces FROM '/etc/passwd'
refused COPY (SELECT 1) TO '/dev/stdout'
refused EXPORT DATABASE '{out}'
refused IMPORT DATABASE '{out}'
refused ATTACH '{out}' AS x
refused ATTACH ':memory:' AS x
refused ATTACH 'http://127.0.0.1/x.duckdb' AS x
refused DETACH memory
refused USE memory
refused INSTALL httpfs
refused INSTALL spatial FROM community
refused LOAD httpfs
refused LOAD '/tmp/x.duckdb_extension'
refused UPDATE EXTENSIONS
refused SET threads = 64
refused SET memory_limit = '100GB'
refused SET enable_external_access = true
refused SET lock_configuration = false
refused SET allowed_paths = ['/etc/passwd']
refused SET VARIABLE x = 1
refused SET SESSION search_path = 'vn'
refused RESET memory_limit
refused PRAGMA database_list
refused PRAGMA version
refused PRAGMA table_info('vn.provinces')
refused PRAGMA enable_profiling
refused PRAGMA show_tables
refused CALL pragma_version()
refused CALL enable_logging()
refused CALL force_checkpoint()
refused CHECKPOINT
refused VACUUM
refused ANALYZE
refused BEGIN TRANSACTION
refused COMMIT
refused PREPARE p AS SELECT 1
refused EXECUTE p
refused DEALLOCATE p
refused EXPLAIN SELECT 1
refused EXPLAIN ANALYZE SELECT * FROM vn.provinces
refused DESCRIBE vn.provinces
refused DESCRIBE SELECT 1
refused SHOW TABLES
refused SHOW ALL TABLES
refused SHOW DATABASES
refused SUMMARIZE vn.provinces
refused PIVOT vn.provinces ON region USING count(*)
refused UNPIVOT vn.provinces ON region INTO NAME a VALUE b

-- Several statements
refused SELECT 1; SELECT 2
refused SELECT 1; DROP VIEW vn.provinces
refused SELECT 1; SET threads = 64; SELECT 2
refused SELECT 1; COPY (SELECT 1) TO '{out}'
refused ; ;
refused SELECT 1) AS a(b); COPY (SELECT 1) TO '{out}'; SELECT * FROM (SELECT 1
refused SELECT 1) UNION ALL (SELECT content FROM read_text('/etc/passwd')
refused SELECT 1) LIMIT 1000000 -- 
refused SELECT 1 /* 
refused SELECT 'a
refused SELECT $$a

-- Files
refused SELECT * FROM '/etc/passwd'
refused SELECT * FROM '{secret}'
refused SELECT * FROM "{secret}"
refused SELECT * FROM '{folder}/*.parquet'
refused SELECT * FROM "{folder}/**"
refused SELECT * FROM '/proc/self/environ'
refused SELECT * FROM '/proc/self/fd/3'
refused SELECT * FROM "/proc/self/fd".x
refused SELECT * FROM file.parquet
refused SELECT * FROM "secret.parquet"
refused SELECT * FROM 'http://127.0.0.1:1/a.parquet'
refused SELECT * FROM 's3://bucket/a.parquet'
refused SELECT * FROM 'data.csv'
refused SELECT * FROM read_parquet('{secret}')
refused SELECT * FROM parquet_scan(['{secret}'])
refused SELECT * FROM read_parquet('{folder}/*.parquet', filename = true, hive_partitioning = true)
refused SELECT * FROM read_csv('/etc/passwd')
refused SELECT * FROM read_csv_auto('/etc/passwd')
refused SELECT * FROM sniff_csv('/etc/passwd')
refused SELECT * FROM read_text('/etc/passwd')
refused SELECT * FROM read_blob('/proc/self/environ')
refused SELECT * FROM read_json('/etc/passwd')
refused SELECT * FROM read_duckdb('{secret}')
refused SELECT * FROM glob('/*')
refused SELECT * FROM parquet_metadata('{secret}')
refused SELECT * FROM parquet_kv_metadata('/proc/self/fd/4')
refused SELECT (SELECT content FROM read_text('/etc/passwd'))
refused SELECT * FROM vn.provinces WHERE region IN (SELECT content FROM read_text('/etc/passwd'))
refused SELECT * FROM vn.provinces JOIN read_text('/etc/passwd') r ON true
refused SELECT * FROM vn.provinces, LATERAL (SELECT * FROM glob(region))
refused WITH x AS (SELECT * FROM read_text('/etc/passwd')) SELECT 1 AS a
refused WITH x AS MATERIALIZED (FROM '/etc/passwd') SELECT 1 AS a
refused SELECT 1 AS a UNION ALL SELECT size FROM read_text('/etc/passwd')
refused SELECT 1 AS a ORDER BY (SELECT count(*) FROM glob('/*'))
refused SELECT 1 AS a LIMIT (SELECT count(*) FROM glob('/*'))
refused SELECT 1 AS a LIMIT 1 OFFSET (SELECT count(*) FROM glob('/*'))
refused SELECT count(*) FILTER (WHERE (SELECT count(*) FROM glob('/*')) > 1) AS a FROM vn.provinces
refused SELECT count(*) OVER (PARTITION BY (SELECT count(*) FROM glob('/*'))) AS a FROM vn.provinces
refused SELECT lag(region, (SELECT count(*) FROM glob('/*'))) OVER () AS a FROM vn.provinces
refused SELECT 1 AS a FROM vn.provinces HAVING (SELECT count(*) FROM glob('/*')) > 1
refused SELECT 1 AS a FROM vn.provinces QUALIFY (SELECT count(*) FROM glob('/*')) > row_number() OVER ()
refused SELECT DISTINCT ON ((SELECT count(*) FROM glob('/*'))) 1 AS a FROM vn.provinces
refused SELECT * REPLACE ((SELECT count(*) FROM glob('/*')) AS region) FROM vn.provinces
refused SELECT CASE WHEN (SELECT count(*) FROM glob('/*')) > 1 THEN 1 END AS a
refused VALUES ((SELECT count(*) FROM glob('/*')))
refused SELECT string_agg(region ORDER BY (SELECT count(*) FROM glob('/*'))) AS a FROM vn.provinces

-- The engine
refused SELECT * FROM query('SELECT 1')
refused SELECT * FROM query_table('x')
refused SELECT * FROM json_execute_serialized_sql(json_serialize_sql('SELECT 1'))
refused SELECT json_serialize_sql('SELECT 1') AS a
refused SELECT json_deserialize_sql('{}') AS a
refused SELECT json_serialize_plan('SELECT 1') AS a
refused SELECT * FROM sql_auto_complete('SEL')
refused SELECT * FROM enable_logging('HTTP')
refused SELECT * FROM duckdb_logs()
refused SELECT write_log('x') AS a
refused SELECT getenv('HOME') AS a
refused SELECT current_setting('allowed_paths') AS a
refused SELECT getvariable('x') AS a
refused SELECT current_query() AS a
refused SELECT version() AS a
refused SELECT main.version() AS a
refused SELECT system.main.version() AS a
refused SELECT pg_catalog.pg_typeof(1) AS a
refused SELECT current_user AS a
refused SELECT user AS a
refused SELECT current_catalog AS a
refused SELECT session_user AS a
refused SELECT current_schema AS a
refused SELECT now() AS a
refused SELECT current_date AS a
refused SELECT random() AS a
refused SELECT uuid() AS a
refused SELECT setseed(0.5) AS a
refused SELECT nextval('s') AS a
refused SELECT txid_current() AS a
refused SELECT sleep_ms(100000) AS a
refused SELECT pg_sleep(100) AS a
refused SELECT error('x') AS a
refused SELECT vector_type(1) AS a
refused SELECT * FROM information_schema.tables
refused SELECT * FROM information_schema.schemata
refused SELECT * FROM pg_catalog.pg_tables
refused SELECT * FROM system.information_schema.tables
refused SELECT * FROM memory.vn.provinces
refused SELECT * FROM main.sqlite_master
refused SELECT * FROM temp.sqlite_master
refused SELECT * FROM system.main.duckdb_settings
refused WITH duckdb_settings AS (SELECT 1) SELECT * FROM duckdb_settings
refused SELECT (WITH duckdb_settings AS (SELECT 1 AS a) SELECT a FROM duckdb_settings) FROM sqlite_master
refused WITH a AS (SELECT * FROM b), b AS (SELECT 1 AS x) SELECT * FROM a
refused WITH RECURSIVE t AS (SELECT * FROM t UNION ALL SELECT 1) SELECT * FROM t
refused SELECT * FROM vn.provinces AT (VERSION => 1)
refused SELECT ?
refused SELECT $1
refused SELECT $a
refused SELECT #1
refused SELECT DEFAULT

-- What is not public, or not a table
refused SELECT * FROM "embargoed".plan
refused SELECT * FROM "embargoed@1".plan
refused SELECT * FROM "withdrawn@1".plan
refused SELECT * FROM "vn@99".provinces
refused SELECT * FROM "vn@0".provinces
refused SELECT * FROM "vn@01".provinces
refused SELECT * FROM "vn@-1".provinces
refused SELECT * FROM "vn@2@2".provinces
refused SELECT * FROM "../secret".provinces
refused SELECT * FROM vn."../secret"
refused SELECT * FROM "vn ".provinces
refused SELECT * FROM vn.secret
refused SELECT * FROM provinces
refused SELECT * FROM vn
refused SELECT * FROM a.b.c.d

-- Types, lambdas, lists, samples
refused SELECT 'a'::foo AS a
refused SELECT 'a'::main.foo AS a
refused SELECT '[]'::JSON AS a
refused SELECT [1]::INTEGER[1000000] AS a
refused SELECT 'a'::ENUM('a') AS a
refused SELECT list_transform([1], lambda x: x + 1) AS a
refused SELECT [x + 1 FOR x IN [1, 2]] AS a
refused SELECT COLUMNS(c -> c LIKE 'a%') FROM vn.provinces
refused SELECT unnest([1, 2]) AS a
refused SELECT * FROM unnest([1, 2])
refused SELECT * FROM range(1000000000000)
refused SELECT * FROM generate_series(1, 1000000000000)
refused SELECT range(10000000000) AS a
refused SELECT * FROM repeat_row(1, 'x', num_rows = 1000000000000)
refused SELECT * FROM repeat('x', 1000000000000)
refused SELECT * FROM vn.provinces USING SAMPLE 10%
refused SELECT * FROM vn.provinces TABLESAMPLE reservoir(1)
refused SELECT * FROM (PIVOT vn.provinces ON region IN ('a') USING count(*))
refused SELECT * FROM (DESCRIBE vn.provinces)
refused SELECT * FROM (SHOW TABLES)
refused SELECT region COLLATE de FROM vn.provinces

-- Bombs
refused SELECT repeat('x', 2000000000) AS a
refused SELECT lpad('x', 2000000000, 'y') AS a
refused SELECT rpad('x', 2000000000, 'y') AS a
refused SELECT format('{:>2000000000}', 'x') AS a
refused SELECT printf('%2000000000d', 1) AS a
refused SELECT bar(1, 0, 1, 1000000000) AS a
refused SELECT list_resize([1], 2000000000) AS a
bounded WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT count(*) AS a FROM t
bounded WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT a.n FROM t a, t b) SELECT count(*) AS a FROM t
bounded SELECT count(*) AS n FROM "vn-places".places a, "vn-places".places b, "vn-places".places c, "vn-places".places d WHERE a.id + b.id + c.id + d.id = -1
bounded SELECT string_agg(a.name || b.name || c.name, '') AS s FROM "vn-places".places a, "vn-places".places b, "vn-places".places c
bounded SELECT list(a.name || b.name || c.name) AS s FROM "vn-places".places a, "vn-places".places b, "vn-places".places c
bounded SELECT a.id FROM "vn-places".places a, "vn-places".places b, "vn-places".places c ORDER BY a.area + b.area + c.area DESC, b.name, c.name, a.name
bounded SELECT DISTINCT a.name || b.name || c.name AS s FROM "vn-places".places a, "vn-places".places b, "vn-places".places c
bounded SELECT count(DISTINCT a.name || b.name || c.name) AS s FROM "vn-places".places a, "vn-places".places b, "vn-places".places c
bounded SELECT a.name || b.name || c.name AS s, count(*) AS n FROM "vn-places".places a, "vn-places".places b, "vn-places".places c GROUP BY 1
bounded SELECT median(a.area * b.area * c.area) AS s FROM "vn-places".places a, "vn-places".places b, "vn-places".places c
bounded SELECT a.id, row_number() OVER (ORDER BY a.area * b.area * c.area) AS n FROM "vn-places".places a, "vn-places".places b, "vn-places".places c
bounded WITH RECURSIVE t(s) AS (SELECT 'xxxxxxxx' UNION ALL SELECT s || s FROM t WHERE length(s) < 4000000000) SELECT max(length(s)) AS n FROM t
bounded WITH a AS (SELECT replace('xxxxxxxxxx', 'x', 'xxxxxxxxxx') AS s), b AS (SELECT replace(s, 'x', s) AS s FROM a), c AS (SELECT replace(s, 'x', s) AS s FROM b), d AS (SELECT replace(s, 'x', s) AS s FROM c) SELECT length(s) AS n FROM d
bounded SELECT a.* FROM "vn-places".places a, "vn-places".places b
bounded SELECT regexp_replace(string_agg(a.name, ''), '(((a*)*)*)*$', 'x', 'g') AS s FROM "vn-places".places a, "vn-places".places b
bounded SELECT count(*) AS n FROM "vn-places".places a, "vn-places".places b, "vn-places".places c, "vn-places".places d WHERE levenshtein(a.name || b.name, c.name || d.name) + levenshtein(a.province || c.name, b.province || d.name) < 0
bounded SELECT 1 AS a, 2 AS a
bounded SELECT CAST('abc' AS INTEGER) AS a
bounded SELECT 9223372036854775807 + 1::BIGINT AS a, 170141183460469231731687303715884105727 * 10 AS b
bounded SELECT DATE '294247-01-10' AS a
bounded SELECT nope FROM vn.provinces
bounded SELECT "/proc/self/fd/4" FROM vn.provinces
bounded SELECT filename FROM vn.provinces
bounded SELECT file_row_number FROM vn.provinces
bounded SELECT rowid FROM vn.provinces
bounded SELECT provinces.filename FROM vn.provinces
bounded SELECT file_index FROM "vn-places".places
harmless SELECT provinces FROM vn.provinces LIMIT 1
harmless SELECT * FROM vn.provinces -- comment
harmless SELECT * FROM vn.provinces;
harmless SELECT '; DROP VIEW vn.provinces; --' AS a
harmless SELECT chr(0) || 'a' AS a
harmless SELECT 'NaN'::DOUBLE AS a, 'inf'::DOUBLE AS b
