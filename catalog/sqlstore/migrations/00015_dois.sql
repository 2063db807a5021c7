-- +goose Up
CREATE TABLE dois (
    dataset keytext NOT NULL,
    version BIGINT NOT NULL,           -- 0: of all versions
    name    keytext NOT NULL UNIQUE,
    state   keytext NOT NULL,
    known   BOOLEAN NOT NULL,
    tries   BIGINT NOT NULL,
    next    BIGINT,                    -- NULL: nothing is to be done
    PRIMARY KEY (dataset, version)
);
CREATE INDEX dois_next ON dois (next) WHERE next IS NOT NULL;
