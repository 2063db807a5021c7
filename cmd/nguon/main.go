// Command nguon is the portal and its tools: it checks and publishes datasets,
// serves the portal and the data API, and keeps both in order.
//
// EXIT STATUS: 0 done; 1 a failure of the system; 2 wrong usage; 3 data or
// metadata refused, with what to correct; 4 not found; 5 a conflict with the
// work of someone else; 6 not allowed; 7 submitted, and waiting for somebody
// else to approve it; 130 interrupted.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
	_ "time/tzdata" // zones of datasets, on machines that have none

	"github.com/alecthomas/kong"

	"nguon/api/sqldoor/worker"
	"nguon/catalog"
)

func main() {
	if len(os.Args) == 2 && os.Args[1] == worker.Command {
		os.Exit(worker.Main()) // before anything else: it shall have nothing, and be quick
	}
	os.Exit(command(time.Now))
}

// command is the program in the surroundings of its process, by a clock.
func command(now func() time.Time) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return run(ctx, os.Args[1:], os.Stdout, os.Stderr, now)
}

// program is the command line. Each command is a field with a Run method.
type program struct {
	Data string       `help:"Folder of everything the portal keeps on this machine." default:"data" env:"NGUON_DATA" type:"path"`
	Lang catalog.Lang `help:"Language of messages: vi or en." enum:"vi,en,auto" default:"auto" env:"NGUON_LANG"`

	Storage  string `help:"Where the objects are: a bucket such as s3://bucket?endpoint=https://host. Default: a folder in --data." env:"NGUON_STORAGE"`
	Plans    string `help:"File with plans of the API, as YAML; those that it does not name keep their defaults." env:"NGUON_PLANS" type:"path" placeholder:"FILE"`
	Database string `help:"Where the metadata are: postgres://… Default: SQLite in --data." env:"NGUON_DATABASE"`

	Limits limits `embed:""`

	Serve     serveCmd     `cmd:"" help:"Serve the portal and the data API."`
	Publish   publishCmd   `cmd:"" help:"Publish dataset folders, here or on a server."`
	Check     checkCmd     `cmd:"" help:"Show what publishing a file or a dataset folder would do, and what is wrong with it."`
	Anonymise anonymiseCmd `cmd:"" help:"Make data about persons anonymous by a policy, here, before anything is sent."`
	Policy    policyCmd    `cmd:"" help:"Help with policies of anonymisation."`
	Withdraw  withdrawCmd  `cmd:"" help:"Take a published release back: its metadata and the reason stay."`
	Source    sourceCmd    `cmd:"" help:"Where releases come from by themselves."`
	Release   releaseCmd   `cmd:"" help:"Take releases through approval and publication, or take them back."`
	Agency    agencyCmd    `cmd:"" help:"What agencies want of their releases."`
	Rename    renameCmd    `cmd:"" help:"Give a dataset a new name; the old one redirects."`
	Product   productCmd   `cmd:"" help:"APIs that agencies offer through the portal."`
	Key       keyCmd       `cmd:"" help:"Make, list and revoke API keys."`
	User      userCmd      `cmd:"" help:"Make, list and lock accounts, give and take roles."`
	Audit     auditCmd     `cmd:"" help:"Export and verify the audit log."`
	Verify    verifyCmd    `cmd:"" help:"Verify that a downloaded file is what the portal published and signed."`
	Log       logCmd       `cmd:"" help:"Keep the key that signs the log of releases."`
	Reindex   reindexCmd   `cmd:"" help:"Build the search index anew, while the portal is served."`
	GC        gcCmd        `cmd:"" name:"gc" help:"Remove objects that belong to no release, and uploads that were given up."`
}

// run is the program with its surroundings as arguments. It returns the exit
// status.
func run(ctx context.Context, args []string, stdout, stderr io.Writer, now func() time.Time) int {
	var p program
	exited := -1
	parser, err := kong.New(&p, kong.Name("nguon"), kong.Writers(stdout, stderr), kong.UsageOnError(),
		kong.Description("Nguồn publishes open data: datasets go in as files and come out as pages, downloads and APIs."),
		kong.Exit(func(code int) { exited = code }),
		kong.BindTo(ctx, (*context.Context)(nil)))
	if err != nil {
		fmt.Fprintln(stderr, "nguon:", err)
		return 1
	}
	command, err := parser.Parse(args)
	if exited >= 0 { // --help
		return exited
	}
	if err != nil {
		fmt.Fprintln(stderr, "nguon:", err)
		return 2
	}
	if p.Lang == "auto" {
		p.Lang = systemLang()
	}
	err = command.Run(&env{program: &p, stdout: stdout, stderr: stderr, now: now})
	if _, ok := errors.AsType[*told](err); err != nil && !ok {
		explain(stderr, p.Lang, err)
	}
	return exitCode(err)
}

// env is what the commands have in common.
type env struct {
	*program
	stdout, stderr io.Writer

	// now is the clock that says what is public and what is due; nil is time.Now.
	now func() time.Time
}

// clock is the clock of the program.
func (e *env) clock() func() time.Time {
	if e.now == nil {
		return time.Now
	}
	return e.now
}

// systemLang follows the locale: Vietnamese unless it is English.
func systemLang() catalog.Lang {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := os.Getenv(name); v != "" {
			if strings.HasPrefix(v, "en") {
				return catalog.English
			}
			break
		}
	}
	return catalog.Vietnamese
}

// codes are the exit statuses of the kinds of error; the first that matches
// wins, and what is not named is 1.
var codes = []struct {
	err  error
	code int
}{
	{context.Canceled, 130},
	{errUsage, 2},
	{catalog.ErrRefused, 3},
	{catalog.ErrInvalid, 3},
	{catalog.ErrTooLarge, 3},
	{catalog.ErrNotFound, 4},
	{catalog.ErrConflict, 5},
	{catalog.ErrUnknownCaller, 6},
	{catalog.ErrForbidden, 6},
	{errWaiting, 7},
}

var errUsage = errors.New("wrong usage")

func exitCode(err error) int {
	if err == nil {
		return 0
	}
	for _, c := range codes {
		if errors.Is(err, c.err) {
			return c.code
		}
	}
	return 1
}

// explain writes an error for the person at the terminal, in their language
// where it has a text for them.
func explain(w io.Writer, lang catalog.Lang, err error) {
	if errors.Is(err, context.Canceled) {
		fmt.Fprintln(w, catalog.Text{Vi: "Đã dừng theo yêu cầu; không có gì được công bố dở dang.",
			En: "Stopped as asked; nothing is half published."}.In(lang))
		return
	}
	e, ok := errors.AsType[*catalog.Error](err)
	if !ok {
		fmt.Fprintln(w, "nguon:", err)
		return
	}
	fmt.Fprintln(w, e.Public.In(lang))
	for _, f := range e.Fields {
		fmt.Fprintln(w, "  -", f.In(lang))
	}
	if e.Err != nil && exitCode(err) == 1 {
		fmt.Fprintln(w, "  ", e.Err)
	}
}
