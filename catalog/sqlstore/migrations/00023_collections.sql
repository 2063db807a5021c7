-- +goose Up
-- What editors gather under a title.
CREATE TABLE collections (
    slug     keytext NOT NULL PRIMARY KEY,
    agency   keytext NOT NULL,         -- empty: the portal's
    since    BIGINT,                   -- NULL: a draft
    modified BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    document TEXT NOT NULL
);
CREATE INDEX collections_agency ON collections (agency, slug);
