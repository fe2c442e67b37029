package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/samad111/go-samad/examples/intake/account"
	"github.com/samad111/go-samad/samad"
)

// resetOptions are what "intake admin reset" takes: the settings of the
// service, and whose password is lost.
type resetOptions struct {
	options

	User string `help:"User name of the administrator." default:"admin" placeholder:"NAME"`
}

// resetAdmin gives an administrator a new first password, prints it once,
// removes the second factor and lets the account in again. Whoever may do this
// has the database and its keys anyway.
func resetAdmin(ctx context.Context, args []string, getenv func(string) string, out io.Writer) (err error) {
	var o resetOptions
	err = parseInto(&o, &o.options, args, getenv, out)
	if errors.Is(err, errEnd) {
		return nil
	}
	if err != nil {
		return err
	}
	k, err := openKeep(ctx, o.options, out)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, k.db.Close()) }()
	store, err := k.accounts(ctx, o.options, nil, nil)
	if err != nil {
		return err
	}
	who, err := store.ByName(ctx, o.User)
	if errors.Is(err, account.ErrNotFound) {
		return fmt.Errorf("--user %s: no such account in this database", o.User)
	}
	if err != nil {
		return err
	}
	if who.Role != samad.RoleAdmin {
		return fmt.Errorf("--user %s has the role %s: an administrator resets others at /desk/accounts", o.User, who.Role)
	}
	if err := errors.Join(store.ResetFactor(ctx, who.ID), store.Disable(ctx, who.ID, false)); err != nil {
		return err
	}
	made, err := store.Reset(ctx, who.ID)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(out, "account %s %s %s\n", made.Username, made.Role, made.Password); err != nil {
		return fmt.Errorf("print the new password: %w", err)
	}
	return nil
}
