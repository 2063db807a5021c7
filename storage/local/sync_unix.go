//go:build unix

package local

// syncDir makes the entries of a folder survive a loss of power.
func (s *Store) syncDir(dir string) error {
	f, err := s.root.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}
