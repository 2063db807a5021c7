-- +goose Up
CREATE TABLE users (
    id        keytext PRIMARY KEY,
    state     keytext NOT NULL,
    created   BIGINT NOT NULL,
    last_seen BIGINT,
    document  TEXT NOT NULL
);
CREATE INDEX users_state ON users (state, id);

-- What names one user alone: a mail address, an identity at a provider, a passkey.
CREATE TABLE user_names (
    kind   keytext NOT NULL,
    name   keytext NOT NULL,
    holder keytext NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    PRIMARY KEY (kind, name)
);
CREATE INDEX user_names_holder ON user_names (holder);

-- The agencies in which a user has a role.
CREATE TABLE user_agencies (
    agency keytext NOT NULL,
    holder keytext NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    PRIMARY KEY (agency, holder)
);
CREATE INDEX user_agencies_holder ON user_agencies (holder);

-- Hashes are hexadecimal; they are of tokens that nobody keeps.
CREATE TABLE sessions (
    id       keytext PRIMARY KEY,
    holder   keytext NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    hash     keytext NOT NULL UNIQUE,
    previous keytext UNIQUE,
    rotate   BOOLEAN NOT NULL,
    created  BIGINT NOT NULL,
    seen     BIGINT NOT NULL,
    proved   BIGINT NOT NULL,
    rotated  BIGINT,
    method   TEXT NOT NULL,
    device   TEXT NOT NULL             -- JSON
);
CREATE INDEX sessions_holder ON sessions (holder, created);
CREATE INDEX sessions_seen ON sessions (seen);
CREATE INDEX sessions_created ON sessions (created);

CREATE TABLE tokens (
    hash    keytext PRIMARY KEY,
    purpose keytext NOT NULL,
    holder  keytext NOT NULL,          -- empty: nobody
    payload TEXT NOT NULL,
    expires BIGINT NOT NULL
);
CREATE INDEX tokens_holder ON tokens (holder);
CREATE INDEX tokens_expires ON tokens (expires);

CREATE TABLE attempts (
    key      keytext PRIMARY KEY,
    failures BIGINT NOT NULL,
    last     BIGINT NOT NULL
);
CREATE INDEX attempts_last ON attempts (last);

CREATE TABLE robots (
    id        keytext PRIMARY KEY,
    agency    keytext NOT NULL,
    last_used BIGINT,
    document  TEXT NOT NULL
);
CREATE INDEX robots_agency ON robots (agency, id);

CREATE TABLE robot_tokens (
    hash  keytext PRIMARY KEY,
    robot keytext NOT NULL REFERENCES robots (id) ON DELETE CASCADE
);
CREATE INDEX robot_tokens_robot ON robot_tokens (robot);

CREATE TABLE invitations (
    id       keytext PRIMARY KEY,
    agency   keytext NOT NULL,
    hash     keytext NOT NULL UNIQUE,
    expires  BIGINT NOT NULL,
    document TEXT NOT NULL
);
CREATE INDEX invitations_agency ON invitations (agency, id);
CREATE INDEX invitations_expires ON invitations (expires);

-- The audit log. Nothing in the program changes or removes a row.
CREATE TABLE audit_entries (
    seq      BIGINT PRIMARY KEY,
    time     BIGINT NOT NULL,
    actor    keytext NOT NULL,
    verb     keytext NOT NULL,
    object   keytext NOT NULL,
    agency   keytext NOT NULL,
    document TEXT NOT NULL,
    hash     keytext NOT NULL
);
CREATE INDEX audit_actor ON audit_entries (actor, seq);
CREATE INDEX audit_object ON audit_entries (object, seq);
CREATE INDEX audit_agency ON audit_entries (agency, seq);
CREATE INDEX audit_verb ON audit_entries (verb, seq);
CREATE INDEX audit_time ON audit_entries (time);
