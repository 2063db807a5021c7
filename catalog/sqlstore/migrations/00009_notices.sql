-- +goose Up
CREATE TABLE notices (
    id       keytext PRIMARY KEY,
    kind     keytext NOT NULL,
    due      BIGINT NOT NULL,
    told     BIGINT,                   -- NULL: not yet
    document TEXT NOT NULL
);
CREATE INDEX notices_due ON notices (due, id) WHERE told IS NULL;
CREATE INDEX notices_told ON notices (told);

CREATE TABLE follows (
    id      keytext PRIMARY KEY,
    owner   keytext NOT NULL,
    topic   keytext NOT NULL,
    mail    keytext NOT NULL,
    webhook BOOLEAN NOT NULL,
    created BIGINT NOT NULL,
    UNIQUE (owner, topic)
);
CREATE INDEX follows_topic ON follows (topic, id);

CREATE TABLE webhooks (
    id       keytext PRIMARY KEY,
    owner    keytext NOT NULL,
    state    keytext NOT NULL,
    failures BIGINT NOT NULL,
    failing  BIGINT,
    created  BIGINT NOT NULL,
    document TEXT NOT NULL
);
CREATE INDEX webhooks_owner ON webhooks (owner, id);

CREATE TABLE deliveries (
    id       keytext PRIMARY KEY,
    way      keytext NOT NULL,
    owner    keytext NOT NULL,         -- empty: it is a letter
    webhook  keytext NOT NULL,         -- empty: it goes by mail
    state    keytext NOT NULL,
    created  BIGINT NOT NULL,
    next     BIGINT,                   -- NULL: it has ended
    ended    BIGINT,
    attempts BIGINT NOT NULL,
    tries    BIGINT NOT NULL,          -- attempts since it was last asked for
    sealed   TEXT NOT NULL             -- base64; empty: nothing
);
CREATE INDEX deliveries_next ON deliveries (next, id) WHERE next IS NOT NULL;
CREATE INDEX deliveries_owner ON deliveries (owner, id) WHERE owner <> '';
CREATE INDEX deliveries_webhook ON deliveries (webhook, id) WHERE webhook <> '';
CREATE INDEX deliveries_ended ON deliveries (ended);

CREATE TABLE delivery_notices (
    delivery keytext NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
    notice   keytext NOT NULL REFERENCES notices (id),
    PRIMARY KEY (delivery, notice)
);
CREATE INDEX delivery_notices_notice ON delivery_notices (notice);

CREATE TABLE delivery_attempts (
    delivery keytext NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
    number   BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    took     BIGINT NOT NULL,          -- microseconds
    status   BIGINT NOT NULL,
    error    TEXT NOT NULL,
    PRIMARY KEY (delivery, number)
);
