-- +goose Up
-- To find the keys whose owners are to be told that they will end.
CREATE INDEX api_keys_expires ON api_keys (expires) WHERE expires IS NOT NULL AND revoked IS NULL;
