-- +goose Up
CREATE TABLE api_keys (
    id        keytext PRIMARY KEY,
    hash      keytext NOT NULL UNIQUE, -- hexadecimal
    name      TEXT NOT NULL,
    plan      TEXT NOT NULL,
    hint      TEXT NOT NULL,
    grants    TEXT NOT NULL,           -- JSON
    created   BIGINT NOT NULL,
    expires   BIGINT,
    revoked   BIGINT,
    last_used BIGINT
);
