-- +goose Up
-- What kinds of queries are asked of datasets: the most frequent of each hour.
CREATE TABLE query_hours (
    hour     BIGINT NOT NULL,
    product  keytext NOT NULL,
    outline  keytext NOT NULL,         -- without any value
    requests BIGINT NOT NULL,
    PRIMARY KEY (hour, product, outline)
);
CREATE INDEX query_hours_product ON query_hours (product, hour);
