-- +goose Up
-- Followers are looked up page by page, in the order of users.
DROP INDEX follows_topic;
CREATE INDEX follows_topic ON follows (topic, owner);
