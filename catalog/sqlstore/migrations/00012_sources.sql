-- +goose Up
-- Where releases come from by themselves. Due is when a source is to be looked
-- at; a worker has it until its lease ends.
CREATE TABLE sources (
    id       keytext PRIMARY KEY,
    agency   keytext NOT NULL,
    dataset  keytext NOT NULL UNIQUE,
    state    keytext NOT NULL,
    due      BIGINT,
    worker   keytext NOT NULL,
    lease    BIGINT,
    created  BIGINT NOT NULL,
    document TEXT NOT NULL,
    memory   TEXT NOT NULL,
    sealed   TEXT NOT NULL
);
CREATE INDEX sources_due ON sources (due, id) WHERE due IS NOT NULL;

CREATE TABLE source_runs (
    source   keytext NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
    id       keytext NOT NULL,
    started  BIGINT NOT NULL,
    ended    BIGINT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (source, id)
);
