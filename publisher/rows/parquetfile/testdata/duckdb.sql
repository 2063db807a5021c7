-- duckdb.parquet: DuckDB 1.5, all of its types that Parquet holds.
COPY (
  SELECT i AS id, CAST(i * 1000000000000000 AS UBIGINT) + 18000000000000000000::UBIGINT AS big, i % 2 = 0 AS flag,
    CAST(i * 1.25 AS DECIMAL(9,3)) AS price, CAST(-i AS DECIMAL(38,10)) AS exact, CAST(i AS DOUBLE) / 4 AS ratio, CAST('nan' AS FLOAT) AS nan,
    DATE '2024-02-28' + CAST(i AS INTEGER) AS day, TIME '23:59:59.5' AS at, TIMESTAMP '2024-12-31 08:00:00.123456' AS local,
    TIMESTAMPTZ '2024-12-31 08:00:00+07' AS instant, TIMESTAMP_NS '2024-12-31 08:00:00.123456789' AS fine, INTERVAL '1 month 2 days 3.5 seconds' AS span,
    CAST('11111111-2222-3333-4444-555555555555' AS UUID) AS uuid, CASE WHEN i = 1 THEN NULL ELSE 'Huế ' || i END AS name,
    CAST(CASE WHEN i = 1 THEN 'có' ELSE 'không' END AS ENUM ('có', 'không')) AS answer,
    {'city': 'Vinh', 'at': {'lat': 18.67, 'lon': NULL}} AS address, [i, NULL, 3] AS list, MAP {'a': i, 'b"': NULL} AS map,
    [{'x': i, 'y': ['p', 'q']}, NULL, {'x': NULL, 'y': []}] AS deep, CASE WHEN i = 1 THEN NULL ELSE []::INTEGER[] END AS none
  FROM range(1, 3) t(i)
) TO 'duckdb.parquet' (COMPRESSION zstd);
-- blob.parquet: bytes that are no text.
COPY (SELECT '\xFF\x00'::BLOB AS raw) TO 'blob.parquet';
-- encrypted.parquet: nothing can be read of it without the key.
SET force_mbedtls_unsafe = 'true';
PRAGMA add_parquet_key('k', '0123456789112345');
COPY (SELECT 1 AS a) TO 'encrypted.parquet' (ENCRYPTION_CONFIG {footer_key: 'k'});
