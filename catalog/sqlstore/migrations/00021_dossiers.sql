-- +goose Up
-- Datasets that agencies prepare in the browser.
CREATE TABLE dossiers (
    id       keytext PRIMARY KEY,
    agency   keytext NOT NULL,
    author   keytext NOT NULL,
    title    TEXT NOT NULL,
    revision BIGINT NOT NULL,
    created  BIGINT NOT NULL,
    modified BIGINT NOT NULL,
    document TEXT NOT NULL
);
CREATE INDEX dossiers_agency ON dossiers (agency, modified);
