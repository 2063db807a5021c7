-- +goose Up
-- What applications make of products, for the showcases of their pages.
CREATE TABLE reuses (
    application keytext NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    product     keytext NOT NULL,
    state       keytext NOT NULL,
    asked       BIGINT NOT NULL,
    document    TEXT NOT NULL,
    PRIMARY KEY (application, product)
);
CREATE INDEX reuses_product ON reuses (product, state, asked);
