// Package catalogtest holds what tests of the catalogue have in common: the
// suite that every store must pass ([Run]), sample values that are valid, and
// real PostgreSQL and Redis servers.
//
// A server is started on a free port of the loopback address, in a temporary
// folder, and ends with the test binary, however that ends. Where its programs
// are not installed, the test is skipped with a line that says how to install
// them; under CI (the variable CI is set) it fails.
package catalogtest
