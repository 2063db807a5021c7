-- +goose Up
-- What exists by a release that is not due yet is unknown until shown_from.
ALTER TABLE agencies ADD COLUMN shown_from BIGINT NOT NULL DEFAULT 0;
ALTER TABLE datasets ADD COLUMN shown_from BIGINT NOT NULL DEFAULT 0;

-- What releases are to be published with. Due is the time of those that were
-- published for later and not announced; their documents are true from then on.
CREATE TABLE candidates (
    release          keytext PRIMARY KEY REFERENCES releases (id) ON DELETE CASCADE,
    agency           keytext NOT NULL,
    agency_document  TEXT NOT NULL,
    dataset_document TEXT NOT NULL,
    dataset          keytext NOT NULL,
    due              BIGINT
);
CREATE INDEX candidates_agency ON candidates (agency, release);
CREATE INDEX candidates_dataset ON candidates (dataset, release);
CREATE INDEX candidates_due ON candidates (due, release) WHERE due IS NOT NULL;
CREATE INDEX candidates_due_dataset ON candidates (dataset, due) WHERE due IS NOT NULL;
CREATE INDEX candidates_due_agency ON candidates (agency, due) WHERE due IS NOT NULL;

CREATE TABLE release_steps (
    release  keytext NOT NULL REFERENCES releases (id) ON DELETE CASCADE,
    seq      BIGINT NOT NULL,
    action   keytext NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (release, seq)
);

CREATE TABLE release_policies (
    agency   keytext PRIMARY KEY,
    document TEXT NOT NULL
);

-- Releases of before this have no candidate: they were published at once, or
-- are as those that are due.
INSERT INTO candidates (release, agency, agency_document, dataset_document, dataset)
    SELECT r.id, d.agency, a.document, d.document, r.dataset
    FROM releases AS r JOIN datasets AS d ON d.slug = r.dataset JOIN agencies AS a ON a.code = d.agency
    WHERE r.state IN ('published', 'withdrawn');
