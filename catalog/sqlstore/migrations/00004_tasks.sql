-- +goose Up
-- Jobs that somebody waits for. The lease of a task that runs ends at until;
-- a task that is queued should have been taken up by then.
CREATE TABLE tasks (
    id        keytext PRIMARY KEY,
    kind      keytext NOT NULL,
    owner     keytext NOT NULL,
    state     keytext NOT NULL,
    holder    keytext NOT NULL,
    attempt   BIGINT NOT NULL,
    created   BIGINT NOT NULL,
    started   BIGINT,
    heartbeat BIGINT,
    until     BIGINT,
    stop      BIGINT,
    ended     BIGINT,
    input     TEXT NOT NULL,           -- JSON, as the next two, which may be empty
    progress  TEXT NOT NULL,
    outcome   TEXT NOT NULL
);
CREATE INDEX tasks_open ON tasks (until) WHERE state IN ('queued', 'running');
CREATE INDEX tasks_ended ON tasks (ended) WHERE ended IS NOT NULL;
