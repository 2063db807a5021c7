package minio

import "time"

// SmallParts makes s send parts of the least size that S3 allows.
func (s *Store) SmallParts() { s.partSize = 5 << 20 }

// Impatient makes s give up soon on a server that stops sending.
func (s *Store) Impatient() { s.idle = 100 * time.Millisecond }
