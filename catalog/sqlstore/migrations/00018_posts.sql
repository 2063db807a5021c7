-- +goose Up
-- What people ask of those who answer for data, and the answers.
CREATE TABLE posts (
    id       keytext NOT NULL PRIMARY KEY,
    kind     keytext NOT NULL,
    dataset  keytext NOT NULL,
    agency   keytext NOT NULL,         -- empty: the portal's
    author   keytext NOT NULL,         -- empty: an account that is no more
    state    keytext NOT NULL,
    status   keytext NOT NULL,
    written  BIGINT NOT NULL,
    touched  BIGINT NOT NULL,
    due      BIGINT,
    answered BIGINT,
    supports BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    document TEXT NOT NULL
);
CREATE INDEX posts_touched ON posts (state, touched, id);
CREATE INDEX posts_dataset ON posts (dataset, touched) WHERE dataset <> '';
CREATE INDEX posts_agency ON posts (agency, state, touched);
CREATE INDEX posts_author ON posts (author, written) WHERE author <> '';
CREATE INDEX posts_due ON posts (due) WHERE due IS NOT NULL;

-- Who wants the same as a request says.
CREATE TABLE post_supports (
    post   keytext NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    owner  keytext NOT NULL,
    since  BIGINT NOT NULL,
    PRIMARY KEY (post, owner)
);
CREATE INDEX post_supports_owner ON post_supports (owner);
