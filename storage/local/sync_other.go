//go:build !unix

package local

// syncDir does nothing: this system has no way to flush a folder.
func (s *Store) syncDir(string) error { return nil }
