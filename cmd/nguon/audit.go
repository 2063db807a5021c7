package main

import (
	"bufio"
	"context"
	"fmt"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
)

type auditCmd struct {
	Export auditExportCmd `cmd:"" help:"Write the audit log, or a part of it, to standard output."`
	Verify auditVerifyCmd `cmd:"" help:"Verify that no entry of the audit log was changed or removed, and show its head, to be kept elsewhere."`
}

type auditExportCmd struct {
	Format account.AuditFormat `help:"ndjson or csv." enum:"ndjson,csv" default:"ndjson"`
	Actor  string              `help:"Only what this account, key or robot did (an ID)."`
	Object string              `help:"Only what was done to this (an ID)."`
	Verb   account.Verb        `help:"Only this, such as role.grant."`
	Agency string              `help:"Only matters of this agency."`
	From   time.Time           `help:"Only from this time on." format:"2006-01-02"`
	Until  time.Time           `help:"Only before this time." format:"2006-01-02"`
}

// Run exports the log.
func (c *auditExportCmd) Run(ctx context.Context, e *env) error {
	f := account.AuditFilter{Actor: c.Actor, Verb: c.Verb, Object: c.Object, Agency: c.Agency, From: c.From, Until: c.Until}
	return e.withAccounts(ctx, func(a *account.Accounts) error {
		w := bufio.NewWriter(e.stdout)
		if err := a.ExportAudit(ctx, atTheTerminal, f, c.Format, w); err != nil {
			return err
		}
		return w.Flush()
	})
}

type auditVerifyCmd struct{}

// Run verifies the log.
func (auditVerifyCmd) Run(ctx context.Context, e *env) error {
	return e.withAccounts(ctx, func(a *account.Accounts) error {
		head, err := a.VerifyAudit(ctx, atTheTerminal)
		if err != nil {
			return err
		}
		fmt.Fprintf(e.stdout, "%d %x\n", head.Seq, head.Hash)
		fmt.Fprintln(e.stderr, catalog.Text{Vi: "Nhật ký kiểm soát nguyên vẹn.", En: "The audit log is as it was written."}.In(e.Lang))
		return nil
	})
}
