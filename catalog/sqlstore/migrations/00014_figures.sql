-- +goose Up
CREATE TABLE figures (
    day    BIGINT NOT NULL,
    agency keytext NOT NULL,           -- empty: the portal
    code   keytext NOT NULL,
    part   BIGINT NOT NULL,
    whole  BIGINT NOT NULL,
    taken  BIGINT NOT NULL,
    PRIMARY KEY (day, agency, code)
);
CREATE INDEX figures_agency ON figures (agency, code, day);
