-- +goose Up
-- What people made of data, and tell of.
CREATE TABLE stories (
    id       keytext NOT NULL PRIMARY KEY,
    author   keytext NOT NULL,
    agency   keytext NOT NULL,
    state    keytext NOT NULL,
    asked    BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    document TEXT NOT NULL
);
CREATE INDEX stories_state ON stories (state, asked);
CREATE INDEX stories_agency ON stories (agency, asked);
CREATE INDEX stories_author ON stories (author);
