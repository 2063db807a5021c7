-- +goose Up
-- What was said once, by what it is about: a dataset and its due day, or a
-- release and the time at which it was submitted.
CREATE TABLE reminders (
    subject keytext NOT NULL,
    due     keytext NOT NULL,
    kind    keytext NOT NULL,
    said    BIGINT NOT NULL,
    PRIMARY KEY (subject, due, kind)
);
CREATE INDEX reminders_said ON reminders (said);

-- The kinds of notice that people do not want to hear of.
CREATE TABLE muted_kinds (
    owner keytext NOT NULL,
    kind  keytext NOT NULL,
    PRIMARY KEY (owner, kind)
);
