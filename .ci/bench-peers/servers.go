package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"

	"nguon/.ci/stage"
)

// publish publishes both tables and starts the portals: one that keeps no
// answers, so that the engines are measured, and one as it is by itself.
func (s *peers) publish(ctx context.Context, o *options) error {
	s.say("publishing")
	if err := writeFlights(o.table, s.Path("bench", "table.csv")); err != nil {
		return err
	}
	if err := writeNoise(s.Path("noise", "table.csv")); err != nil {
		return err
	}
	if err := s.Describe("bench", "table.csv", ", primaryKey: [id]"); err != nil {
		return err
	}
	if err := s.Describe("noise", "table.csv", ""); err != nil {
		return err
	}
	if _, err := stage.Output(exec.CommandContext(ctx, o.binary, "publish", "--data", s.Path("data"), s.Path("bench"), s.Path("noise"))); err != nil {
		return err
	}
	if err := os.CopyFS(s.Path("data2"), os.DirFS(s.Path("data"))); err != nil {
		return err
	}
	var err error
	if s.portal, err = s.Portal(ctx, o.binary, "nguon-uncached", "data", "NGUON_CACHE_BYTES=1B"); err != nil {
		return err
	}
	s.keeping, err = s.Portal(ctx, o.binary, "nguon", "data2")
	return err
}

// startPostgres starts PostgreSQL with memory for the whole table, and indexes
// on what the shapes look for.
func (s *peers) startPostgres(ctx context.Context) (err error) {
	if s.sql, err = s.Postgres(ctx); err != nil {
		return err
	}
	_, err = s.psql(ctx, `CREATE TABLE flights (id bigint PRIMARY KEY, date timestamptz, delay bigint, distance bigint, origin text, destination text)`,
		`\copy flights from '`+s.Path("bench", "table.csv")+`' csv header`,
		`CREATE INDEX ON flights (destination, distance)`, `CREATE INDEX ON flights (origin)`, `VACUUM ANALYZE flights`)
	return err
}

// psql runs commands one after another.
func (s *peers) psql(ctx context.Context, commands ...string) (string, error) {
	args := []string{"-q", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", strconv.Itoa(s.sql.Port), "-U", "postgres"}
	for _, c := range commands {
		args = append(args, "-c", c)
	}
	return stage.Output(exec.CommandContext(ctx, "psql", args...))
}

// startPlatformatic starts Platformatic DB on the table in PostgreSQL.
func (s *peers) startPlatformatic(ctx context.Context, peers string) error {
	install := exec.CommandContext(ctx, "npm", "ci", "--no-audit", "--no-fund", "--silent", "--ignore-scripts")
	install.Dir = peers
	if _, err := os.Stat(filepath.Join(peers, "node_modules")); err != nil {
		if _, err := stage.Output(install); err != nil {
			return err
		}
	}
	port, err := stage.FreePort()
	if err != nil {
		return err
	}
	cmd := exec.Command("node", "platformatic.mjs")
	cmd.Dir = peers
	cmd.Env = append(os.Environ(), "NODE_ENV=production", "PORT="+strconv.Itoa(port),
		fmt.Sprintf("DATABASE_URL=postgres://postgres@127.0.0.1:%d/postgres", s.sql.Port))
	s.rest, err = s.Start(ctx, "platformatic", port, cmd)
	return err
}

// startNginx starts nginx as it is set up for files, on the file of 100 MB that
// the portal has published.
func (s *peers) startNginx(ctx context.Context) error {
	found, err := filepath.Glob(s.Path("data", "objects", "releases", "noise", "*", "*.parquet"))
	if err != nil || len(found) != 1 {
		return fmt.Errorf("published files: %v %w", found, err)
	}
	if err := os.Mkdir(s.Path("www"), 0o755); err != nil {
		return err
	}
	if err := os.CopyFS(s.Path("www"), os.DirFS(filepath.Dir(found[0]))); err != nil {
		return err
	}
	port, err := stage.FreePort()
	if err != nil {
		return err
	}
	conf := fmt.Sprintf(`daemon off; worker_processes auto; pid %[1]s/nginx.pid; error_log stderr;
events {}
http { access_log off; sendfile on; tcp_nopush on; root %[1]s/www; client_body_temp_path %[1]s/tmp;
server { listen 127.0.0.1:%[2]d; } }
`, s.Dir, port)
	if err := os.WriteFile(s.Path("nginx.conf"), []byte(conf), 0o644); err != nil {
		return err
	}
	s.static, err = s.Start(ctx, "nginx", port, exec.Command("nginx", "-p", s.Dir, "-c", s.Path("nginx.conf"), "-e", "stderr"))
	return err
}
