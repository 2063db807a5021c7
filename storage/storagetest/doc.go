// Package storagetest holds the tests that every [storage.Store] must pass, and
// starts the real servers that tests of stores need. Only tests import it.
package storagetest
