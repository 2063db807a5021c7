-- +goose Up
-- How well the upstreams of registered APIs are, by day of UTC.
CREATE TABLE health_days (
    product keytext NOT NULL,
    version keytext NOT NULL,
    day     BIGINT NOT NULL,
    up      BIGINT NOT NULL,
    down    BIGINT NOT NULL,
    slowest BIGINT NOT NULL,           -- microseconds
    last    BIGINT NOT NULL,
    last_up BIGINT NOT NULL,           -- 0 or 1
    PRIMARY KEY (product, version, day)
);
CREATE INDEX health_days_day ON health_days (day);
