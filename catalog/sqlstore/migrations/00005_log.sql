-- +goose Up
-- The log of releases. The subject is the id of a release, or a public key.
CREATE TABLE log_entries (
    seq       BIGINT PRIMARY KEY,
    time      BIGINT NOT NULL,
    kind      keytext NOT NULL,
    subject   keytext NOT NULL,
    leaf      TEXT NOT NULL,
    statement TEXT NOT NULL
);
CREATE INDEX log_entries_subject ON log_entries (subject, seq);
CREATE INDEX log_entries_key ON log_entries (seq) WHERE kind = 'key.announced';

-- The hashes of the tree, numbered as golang.org/x/mod/sumdb/tlog does.
CREATE TABLE log_hashes (
    seq  BIGINT PRIMARY KEY,
    hash keytext NOT NULL              -- hexadecimal
);

-- Releases that were published, and are not in the log yet.
CREATE TABLE log_due (
    release    keytext PRIMARY KEY REFERENCES releases (id) ON DELETE CASCADE,
    publish_at BIGINT NOT NULL
);
CREATE INDEX log_due_time ON log_due (publish_at, release);
INSERT INTO log_due (release, publish_at)
    SELECT id, publish_at FROM releases WHERE state IN ('published', 'withdrawn');
