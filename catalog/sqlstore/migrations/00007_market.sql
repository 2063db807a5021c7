-- +goose Up
ALTER TABLE events ADD COLUMN product keytext NOT NULL DEFAULT '';

CREATE TABLE products (
    name     keytext PRIMARY KEY,
    agency   keytext NOT NULL REFERENCES agencies (code),
    created  BIGINT NOT NULL,
    modified BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    document TEXT NOT NULL
);
CREATE INDEX products_agency ON products (agency, name);

-- The texts of OpenAPI documents, by their hash: what was published once can
-- be compared with for ever.
CREATE TABLE api_documents (
    sha256 keytext PRIMARY KEY,        -- hexadecimal
    body   TEXT NOT NULL
);

CREATE TABLE applications (
    id       keytext PRIMARY KEY,
    owner    keytext NOT NULL,
    created  BIGINT NOT NULL,
    closed   BIGINT,
    document TEXT NOT NULL
);
CREATE INDEX applications_owner ON applications (owner, created, id);

CREATE TABLE subscriptions (
    application keytext NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    product     keytext NOT NULL,
    state       keytext NOT NULL,
    asked       BIGINT NOT NULL,
    document    TEXT NOT NULL,
    PRIMARY KEY (application, product)
);
CREATE INDEX subscriptions_product ON subscriptions (product, state, asked);

ALTER TABLE api_keys ADD COLUMN application keytext NOT NULL DEFAULT '';
ALTER TABLE api_keys ADD COLUMN networks TEXT NOT NULL DEFAULT '[]'; -- JSON
CREATE INDEX api_keys_application ON api_keys (application, created, id) WHERE application <> '';

-- How much APIs are used. l0 to l11 are the calls of each class of times. Days
-- add up hours, without the route.
CREATE TABLE use_hours (
    hour      BIGINT NOT NULL,
    product   keytext NOT NULL,
    key       keytext NOT NULL,
    route     keytext NOT NULL,
    status    BIGINT NOT NULL,
    requests  BIGINT NOT NULL,
    bytes     BIGINT NOT NULL,
    l0 BIGINT NOT NULL, l1 BIGINT NOT NULL, l2 BIGINT NOT NULL, l3 BIGINT NOT NULL, l4 BIGINT NOT NULL, l5 BIGINT NOT NULL,
    l6 BIGINT NOT NULL, l7 BIGINT NOT NULL, l8 BIGINT NOT NULL, l9 BIGINT NOT NULL, l10 BIGINT NOT NULL, l11 BIGINT NOT NULL,
    PRIMARY KEY (hour, product, key, route, status)
);
CREATE INDEX use_hours_product ON use_hours (product, hour);
CREATE INDEX use_hours_key ON use_hours (key, hour) WHERE key <> '';

CREATE TABLE use_days (
    hour      BIGINT NOT NULL,         -- the first of the day
    product   keytext NOT NULL,
    key       keytext NOT NULL,
    route     keytext NOT NULL,        -- empty
    status    BIGINT NOT NULL,         -- 200, 300, 400, 500
    requests  BIGINT NOT NULL,
    bytes     BIGINT NOT NULL,
    l0 BIGINT NOT NULL, l1 BIGINT NOT NULL, l2 BIGINT NOT NULL, l3 BIGINT NOT NULL, l4 BIGINT NOT NULL, l5 BIGINT NOT NULL,
    l6 BIGINT NOT NULL, l7 BIGINT NOT NULL, l8 BIGINT NOT NULL, l9 BIGINT NOT NULL, l10 BIGINT NOT NULL, l11 BIGINT NOT NULL,
    PRIMARY KEY (hour, product, key, route, status)
);
CREATE INDEX use_days_product ON use_days (product, hour);
CREATE INDEX use_days_key ON use_days (key, hour) WHERE key <> '';

CREATE TABLE use_batches (
    id   keytext PRIMARY KEY,
    time BIGINT NOT NULL
);
CREATE INDEX use_batches_time ON use_batches (time);
