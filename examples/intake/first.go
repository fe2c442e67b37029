package main

import (
	"context"
	"fmt"
	"io"

	"github.com/samad111/go-samad/examples/intake/account"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

// firstAccounts makes the accounts of the first start and prints each once; not
// those of roles that nobody may hold yet.
func firstAccounts(ctx context.Context, store *account.Store, directory samad.Directory, day persian.Date, pilot bool, out io.Writer, conditional func(samad.Role) bool) error {
	empty, err := store.Empty(ctx)
	if err != nil || !empty {
		return err
	}
	drafts := []account.Draft{administrator()}
	if pilot {
		more, err := pilotAccounts(directory, day)
		if err != nil {
			return err
		}
		for _, d := range more {
			if !conditional(d.Role) {
				drafts = append(drafts, d)
			}
		}
	}
	_, err = store.Create(ctx, drafts, func(made []account.Created) error { return printAccounts(out, made) })
	return err
}

func administrator() account.Draft {
	return account.Draft{Username: "admin", Role: samad.RoleAdmin, Post: samad.Text{Fa: "راهبر سامانه", En: "Administrator"}}
}

// printAccounts prints each account once.
func printAccounts(out io.Writer, made []account.Created) error {
	for _, a := range made {
		if _, err := fmt.Fprintf(out, "account %s %s %s\n", a.Username, a.Role, a.Password); err != nil {
			return fmt.Errorf("print an account: %w", err)
		}
	}
	return nil
}

// pilotAccounts are those with which the pilot can be tried out at once: the
// centre's operator, the governorate's oversight, and every agency's head.
func pilotAccounts(directory samad.Directory, day persian.Date) ([]account.Draft, error) {
	centre, ok := directory.Centre("", day)
	if !ok {
		return nil, fmt.Errorf("the pack has no single Samad centre on %s", day)
	}
	var province samad.PlaceID
	if a, ok := directory.Agency(centre, day); ok && len(a.Places) > 0 {
		province = a.Places[0].Province()
	}
	drafts := []account.Draft{
		{
			Username: "operator", Role: samad.RoleOperator, Agency: centre, Place: province,
			Post: samad.Text{Fa: "کارشناس سامد", En: "Samad expert"},
		},
		{
			Username: "oversight", Role: samad.RoleOversight, Agency: centre, Place: province,
			Post: samad.Text{Fa: "کارشناس نظارت و بازرسی", En: "Oversight and inspection expert"},
		},
	}
	for _, a := range directory.Agencies(day) {
		drafts = append(drafts, account.Draft{
			Username: string(a.ID), Role: samad.RoleAgencyHead, Agency: a.ID,
			Post: samad.Text{Fa: "مدیر دستگاه", En: "Head of agency"},
		})
	}
	return drafts, nil
}
