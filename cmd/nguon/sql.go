package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"

	"nguon/api/sqldoor"
	"nguon/api/sqldoor/worker"
)

// openDoor opens the door for SQL of callers, if it is asked for; nil is none.
// Its processes are this program, called as another command.
func (c *serveCmd) openDoor(ctx context.Context, log *slog.Logger) (*sqldoor.Door, func(), error) {
	if !c.SQL {
		return nil, func() {}, nil
	}
	if c.SQLWorkers < 0 || c.SQLWorkers > 64 {
		return nil, nil, fmt.Errorf("%w: --sql-workers is from 1 to 64", errUsage)
	}
	self, err := os.Executable()
	if err != nil {
		return nil, nil, errors.Join(errors.New("sql: where is this program?"), err)
	}
	door, err := sqldoor.Open(ctx, sqldoor.Options{
		Command: []string{self, worker.Command}, Log: log, Workers: c.SQLWorkers, Memory: int64(c.SQLMemory),
	})
	if err != nil {
		return nil, nil, err
	}
	return door, func() { door.Close() }, nil
}
