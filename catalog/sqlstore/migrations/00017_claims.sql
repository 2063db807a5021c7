-- +goose Up
-- Until when a courier tells a notice that it has taken up; NULL: nobody does.
ALTER TABLE notices ADD COLUMN held BIGINT;
