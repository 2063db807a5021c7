package main

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

// plans lift the limits to where they are still counted but refuse nobody.
const plans = `- name: anonymous
  title: {vi: Đo tốc độ, en: Bench}
  rows: 50000
  timeout: 30s
  concurrency: 64
  windows: [{name: burst, quota: 1000000000, period: 1s}, {name: day, quota: 1000000000000, period: 24h}]
`

// publish publishes both tables and starts the portals: one that keeps no
// answers, so that the engines are measured, and one as it is by itself.
func (s *stage) publish(ctx context.Context, o *options) error {
	s.say("publishing")
	if err := writeFlights(o.table, s.path("bench", "table.csv")); err != nil {
		return err
	}
	if err := writeNoise(s.path("noise", "table.csv")); err != nil {
		return err
	}
	if err := writeManifest(s.path("bench"), "bench", "table.csv", ", primaryKey: [id]"); err != nil {
		return err
	}
	if err := writeManifest(s.path("noise"), "noise", "table.csv", ""); err != nil {
		return err
	}
	if _, err := output(exec.CommandContext(ctx, o.binary, "publish", "--data", s.path("data"), s.path("bench"), s.path("noise"))); err != nil {
		return err
	}
	if err := os.CopyFS(s.path("data2"), os.DirFS(s.path("data"))); err != nil {
		return err
	}
	if err := os.WriteFile(s.path("plans.yaml"), []byte(plans), 0o644); err != nil {
		return err
	}
	var err error
	if s.portal, err = s.startPortal(ctx, o, "nguon-uncached", "data", "NGUON_CACHE_BYTES=1B"); err != nil {
		return err
	}
	s.keeping, err = s.startPortal(ctx, o, "nguon", "data2")
	return err
}

func (s *stage) startPortal(ctx context.Context, o *options, name, data string, env ...string) (*server, error) {
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(o.binary, "serve", "--data", s.path(data), "--addr", fmt.Sprintf("127.0.0.1:%d", port))
	cmd.Env = append(append(os.Environ(), "NGUON_PLANS="+s.path("plans.yaml")), env...)
	return s.start(ctx, name, port, cmd)
}

// postgresBin is where Debian has the programs of PostgreSQL.
func postgresBin() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil || len(found) == 0 {
		return "", fmt.Errorf("PostgreSQL is not installed")
	}
	return found[len(found)-1], nil
}

// startPostgres starts PostgreSQL with memory for the whole table, and indexes
// on what the shapes look for.
func (s *stage) startPostgres(ctx context.Context) error {
	bin, err := postgresBin()
	if err != nil {
		return err
	}
	dir := s.path("postgres")
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	as := new(syscall.SysProcAttr)
	if os.Geteuid() == 0 { // it refuses root
		u, err := user.Lookup("postgres")
		if err != nil {
			return err
		}
		uid, _ := strconv.ParseUint(u.Uid, 10, 32)
		gid, _ := strconv.ParseUint(u.Gid, 10, 32)
		as.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		if err := os.Chown(dir, int(uid), int(gid)); err != nil {
			return err
		}
	}
	init := exec.CommandContext(ctx, filepath.Join(bin, "initdb"), "-D", dir+"/d", "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8")
	init.SysProcAttr, init.Dir = as, dir
	if _, err := output(init); err != nil {
		return err
	}
	port, err := freePort()
	if err != nil {
		return err
	}
	cmd := exec.Command(filepath.Join(bin, "postgres"), "-D", dir+"/d", "-c", "listen_addresses=127.0.0.1", "-p", strconv.Itoa(port),
		"-k", dir, "-c", "fsync=off", "-c", "shared_buffers=1GB", "-c", "work_mem=64MB", "-c", "effective_cache_size=4GB", "-c", "max_connections=200")
	cmd.SysProcAttr, cmd.Dir = as, dir
	if s.sql, err = s.start(ctx, "postgres", port, cmd); err != nil {
		return err
	}
	_, err = s.psql(ctx, `CREATE TABLE flights (id bigint PRIMARY KEY, date timestamptz, delay bigint, distance bigint, origin text, destination text)`,
		`\copy flights from '`+s.path("bench", "table.csv")+`' csv header`,
		`CREATE INDEX ON flights (destination, distance)`, `CREATE INDEX ON flights (origin)`, `VACUUM ANALYZE flights`)
	return err
}

// psql runs commands one after another.
func (s *stage) psql(ctx context.Context, commands ...string) (string, error) {
	args := []string{"-q", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", strconv.Itoa(s.sql.port), "-U", "postgres"}
	for _, c := range commands {
		args = append(args, "-c", c)
	}
	return output(exec.CommandContext(ctx, "psql", args...))
}

// startPlatformatic starts Platformatic DB on the table in PostgreSQL.
func (s *stage) startPlatformatic(ctx context.Context, peers string) error {
	install := exec.CommandContext(ctx, "npm", "ci", "--no-audit", "--no-fund", "--silent", "--ignore-scripts")
	install.Dir = peers
	if _, err := os.Stat(filepath.Join(peers, "node_modules")); err != nil {
		if _, err := output(install); err != nil {
			return err
		}
	}
	port, err := freePort()
	if err != nil {
		return err
	}
	cmd := exec.Command("node", "platformatic.mjs")
	cmd.Dir = peers
	cmd.Env = append(os.Environ(), "NODE_ENV=production", "PORT="+strconv.Itoa(port),
		fmt.Sprintf("DATABASE_URL=postgres://postgres@127.0.0.1:%d/postgres", s.sql.port))
	s.rest, err = s.start(ctx, "platformatic", port, cmd)
	return err
}

// startNginx starts nginx as it is set up for files, on the file of 100 MB that
// the portal has published.
func (s *stage) startNginx(ctx context.Context) error {
	found, err := filepath.Glob(s.path("data", "objects", "releases", "noise", "*", "*.parquet"))
	if err != nil || len(found) != 1 {
		return fmt.Errorf("published files: %v %w", found, err)
	}
	if err := os.Mkdir(s.path("www"), 0o755); err != nil {
		return err
	}
	if err := os.CopyFS(s.path("www"), os.DirFS(filepath.Dir(found[0]))); err != nil {
		return err
	}
	port, err := freePort()
	if err != nil {
		return err
	}
	conf := fmt.Sprintf(`daemon off; worker_processes auto; pid %[1]s/nginx.pid; error_log stderr;
events {}
http { access_log off; sendfile on; tcp_nopush on; root %[1]s/www; client_body_temp_path %[1]s/tmp;
server { listen 127.0.0.1:%[2]d; } }
`, s.dir, port)
	if err := os.WriteFile(s.path("nginx.conf"), []byte(conf), 0o644); err != nil {
		return err
	}
	s.static, err = s.start(ctx, "nginx", port, exec.Command("nginx", "-p", s.dir, "-c", s.path("nginx.conf"), "-e", "stderr"))
	return err
}
