package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/samad111/go-samad/examples/intake/account"
)

type accountCommands struct {
	Reset accountReset `cmd:"" help:"Give an account of the service a new first password."`
}

type accountReset struct {
	dbFlags
	Factor bool   `name:"factor" help:"Take the second factor away too, for a lost telephone."`
	Name   string `arg:"" help:"User name, such as admin."`
}

// Help describes the output.
func (accountReset) Help() string {
	return `For a password that nobody knows any more, the administrator's too. Prints a new
first password, which must be changed at the next sign-in, and ends the
account's sessions and locks. Whoever can write to the database can do this: guard
it.

JSON fields: username, password.`
}

type accountRecord struct {
	Username string `json:"username"`
	Password string `json:"password"`
}

// Run resets the password.
func (cmd *accountReset) Run(ctx context.Context, c *console) (err error) {
	db, err := cmd.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.Check(ctx); err != nil {
		return fmt.Errorf("--db: %w", err)
	}
	tables, ok := db.(account.Database)
	if !ok {
		return errors.New("--db: this database keeps no accounts")
	}
	store, err := account.Open(ctx, account.Config{Database: tables})
	if err != nil {
		return fmt.Errorf("--db: %w", err)
	}
	one, err := store.ByName(ctx, cmd.Name)
	if err != nil {
		return fmt.Errorf("account %s: %w", cmd.Name, err)
	}
	made, err := store.Reset(ctx, one.ID)
	if err != nil {
		return fmt.Errorf("account %s: %w", cmd.Name, err)
	}
	if cmd.Factor {
		if err := store.ResetFactor(ctx, one.ID); err != nil {
			return fmt.Errorf("account %s: second factor: %w", cmd.Name, err)
		}
	}
	if c.json {
		c.printJSON(accountRecord{made.Username, made.Password})
	} else {
		c.print(made.Password, "\n")
	}
	return nil
}
