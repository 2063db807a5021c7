-- +goose Up
-- Which releases refer to an object: parts of tables that grow have several.
CREATE INDEX release_objects_object ON release_objects (object);
