//go:build amd64 || arm64

package worker

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// confine gives away what the process has from the server besides its pipes. The
// limits on what it may use are set by the server, from outside, once it is ready.
func confine(keep int) error {
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return fmt.Errorf("descriptors: %w", err)
	}
	for _, e := range entries {
		fd, err := strconv.Atoi(e.Name())
		if err != nil || fd <= keep {
			continue
		}
		// The runtime of Go has its own, which are no files.
		to, err := os.Readlink(filepath.Join("/proc/self/fd", e.Name()))
		if err != nil || strings.HasPrefix(to, "anon_inode:") {
			continue
		}
		if err := unix.Close(fd); err != nil {
			return fmt.Errorf("descriptor %d: %w", fd, err)
		}
	}
	os.Clearenv()
	unix.Umask(0o777)
	return os.Chdir("/")
}
