package stage

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// PostgresBin is where Debian has the programs of PostgreSQL.
func PostgresBin() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil || len(found) == 0 {
		return "", fmt.Errorf("PostgreSQL is not installed")
	}
	return found[len(found)-1], nil
}

// Postgres starts PostgreSQL with 1 GB of buffers. Its user, and its database, is
// postgres.
func (s *Stage) Postgres(ctx context.Context) (*Server, error) {
	bin, err := PostgresBin()
	if err != nil {
		return nil, err
	}
	dir := s.Path("postgres")
	if err := os.Mkdir(dir, 0o700); err != nil {
		return nil, err
	}
	as := new(syscall.SysProcAttr)
	if os.Geteuid() == 0 { // it refuses root
		u, err := user.Lookup("postgres")
		if err != nil {
			return nil, err
		}
		uid, _ := strconv.ParseUint(u.Uid, 10, 32)
		gid, _ := strconv.ParseUint(u.Gid, 10, 32)
		as.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		if err := os.Chown(dir, int(uid), int(gid)); err != nil {
			return nil, err
		}
	}
	init := exec.CommandContext(ctx, filepath.Join(bin, "initdb"), "-D", dir+"/d", "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8")
	init.SysProcAttr, init.Dir = as, dir
	if _, err := Output(init); err != nil {
		return nil, err
	}
	port, err := FreePort()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(filepath.Join(bin, "postgres"), "-D", dir+"/d", "-c", "listen_addresses=127.0.0.1", "-p", strconv.Itoa(port),
		"-k", dir, "-c", "fsync=off", "-c", "shared_buffers=1GB", "-c", "work_mem=64MB", "-c", "effective_cache_size=4GB", "-c", "max_connections=200")
	cmd.SysProcAttr, cmd.Dir = as, dir
	return s.Start(ctx, "postgres", port, cmd)
}
