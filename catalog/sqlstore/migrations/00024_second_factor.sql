-- +goose Up
-- From which role on agencies demand a second factor of those who sign in.
CREATE TABLE factor_demands (
    agency keytext PRIMARY KEY,
    role   keytext NOT NULL
);
