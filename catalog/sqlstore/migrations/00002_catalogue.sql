-- Times are microseconds since 1970-01-01 UTC; NULL is no time. Names are of
-- type keytext, which compares byte by byte. Documents are JSON.

-- +goose Up
CREATE TABLE agencies (
    code     keytext PRIMARY KEY,
    document TEXT NOT NULL
);

CREATE TABLE datasets (
    slug     keytext PRIMARY KEY,
    agency   keytext NOT NULL REFERENCES agencies (code),
    created  BIGINT NOT NULL,
    modified BIGINT NOT NULL,
    document TEXT NOT NULL
);
CREATE INDEX datasets_agency ON datasets (agency, slug);

-- Former slugs. A target is always the newest slug: there are no chains.
CREATE TABLE redirects (
    slug   keytext PRIMARY KEY,
    target keytext NOT NULL REFERENCES datasets (slug) ON UPDATE CASCADE
);
CREATE INDEX redirects_target ON redirects (target);

-- The dataset of a draft need not exist yet.
CREATE TABLE releases (
    id         keytext PRIMARY KEY,
    dataset    keytext NOT NULL,
    version    BIGINT NOT NULL,
    state      keytext NOT NULL,
    created    BIGINT NOT NULL,
    publish_at BIGINT,
    document   TEXT NOT NULL
);
CREATE UNIQUE INDEX releases_version ON releases (dataset, version) WHERE state IN ('published', 'withdrawn');
CREATE INDEX releases_draft ON releases (created) WHERE state IN ('draft', 'checked', 'refused');

-- The objects that a release refers to, while it does.
CREATE TABLE release_objects (
    release keytext NOT NULL REFERENCES releases (id) ON DELETE CASCADE,
    object  keytext NOT NULL,
    PRIMARY KEY (release, object)
);

CREATE TABLE derived_files (
    release  keytext NOT NULL REFERENCES releases (id) ON DELETE CASCADE,
    resource keytext NOT NULL,
    format   keytext NOT NULL,
    object   keytext NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (release, resource, format)
);

CREATE TABLE events (
    seq     BIGINT PRIMARY KEY,
    time    BIGINT NOT NULL,
    kind    TEXT NOT NULL,
    agency  keytext NOT NULL,
    dataset keytext NOT NULL,
    version BIGINT NOT NULL
);

-- One row, which every write locks until it commits.
CREATE TABLE event_sequence (last BIGINT NOT NULL);
INSERT INTO event_sequence (last) VALUES (0);
