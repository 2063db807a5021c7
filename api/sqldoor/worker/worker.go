// Package worker is the process that runs one statement of SQL of a stranger, and
// ends. The server starts it from its own binary and speaks with it over two
// pipes; see package wire.
//
// It uses DuckDB beside api/query/duckdb, because it is another program: that
// package keeps instances open for statements of our own, this one opens an
// instance for one statement that nobody has read. Nothing of the two can be
// shared but a few settings.
//
// Two instances are opened before anything is asked. The first has no files and is
// locked; it turns the statement into a syntax tree, and runs nothing of it. The
// second is locked when it has the files that are granted, and only then meets
// the statement. Files are opened here and known to the engine as descriptors, so
// that it has no path that it could tell.
package worker

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"

	"nguon/api/sqldoor/tree"
	"nguon/api/sqldoor/wire"
)

// Command is the name of the command that is this process.
const Command = "sql-worker"

// repliesFD is the descriptor of the pipe to the server.
const repliesFD = 3

// Main is the process. It returns its exit status.
func Main() int {
	if err := confine(repliesFD); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	replies := os.NewFile(repliesFD, "replies")
	if _, err := replies.Stat(); err != nil {
		fmt.Fprintln(os.Stderr, "this command is for the server itself: it speaks over pipes that it has not got")
		return 2
	}
	debug.SetGCPercent(50) // memory is for the engine
	if err := serve(os.Stdin, replies); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// serve has one talk.
func serve(requests io.Reader, replies io.Writer) error {
	parser, err := openParser()
	if err != nil {
		return err
	}
	runner, err := openRunner()
	if err != nil {
		return err
	}
	if err := forbidSystemCalls(); err != nil {
		return err
	}
	if err := wire.Write(replies, wire.Ready, nil); err != nil {
		return err
	}
	var q wire.Question
	if err := wire.ReadJSON(requests, wire.Ask, &q); err != nil {
		return fmt.Errorf("question: %w", err)
	}
	tables, err := parser.tables(q.SQL)
	if err != nil {
		return refuse(replies, err)
	}
	named := make([]wire.Named, len(tables))
	for i, t := range tables {
		named[i] = wire.Named{Dataset: t.Dataset, Resource: t.Resource, Position: t.Position}
	}
	if err := wire.WriteJSON(replies, wire.Tables, named); err != nil {
		return err
	}
	var g wire.Granted
	if err := wire.ReadJSON(requests, wire.Grant, &g); err != nil {
		return fmt.Errorf("grant: %w", err)
	}
	go endWithServer(requests)
	if err := runner.run(context.Background(), parser, q.SQL, &g, replies); err != nil {
		return refuse(replies, err)
	}
	return wire.Write(replies, wire.End, nil)
}

// endWithServer ends the process when the server does.
func endWithServer(requests io.Reader) {
	_, _ = io.Copy(io.Discard, requests) // nothing comes any more
	os.Exit(1)
}

// refuse tells the server why there is no answer.
func refuse(replies io.Writer, err error) error {
	r, ok := errors.AsType[*wire.Refusal](err)
	if !ok {
		r = explain(err)
	}
	r.Name, r.Text = wire.Printable(r.Name, wire.MaxName), wire.Printable(r.Text, wire.MaxText)
	return wire.WriteJSON(replies, wire.Refused, r)
}

// explain finds out what kind of failure an error is.
func explain(err error) *wire.Refusal {
	if e, ok := errors.AsType[*tree.SyntaxError](err); ok {
		return &wire.Refusal{Reason: wire.Syntax, Text: e.Text, Position: e.Position}
	}
	if e, ok := errors.AsType[*tree.Refusal](err); ok {
		return &wire.Refusal{Reason: wire.Reason(e.Cause), Name: e.Name, Position: e.Position}
	}
	return explainEngine(err)
}
