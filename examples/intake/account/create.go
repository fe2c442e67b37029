package account

import (
	"context"
	"fmt"

	"github.com/oklog/ulid/v2"
	"github.com/samad111/go-samad/samad"
	"github.com/uptrace/bun"
)

// Draft is an account that is to be.
type Draft struct {
	Username string
	Role     samad.Role
	Agency   samad.AgencyID
	Place    samad.PlaceID
	Unit     string
	Post     samad.Text
}

// Created is a new account with its first password, which is not kept
// anywhere and can be shown this once only.
type Created struct {
	Account
	Password string
}

// Empty reports whether there are no accounts yet.
func (s *Store) Empty(ctx context.Context) (bool, error) {
	var n int
	if err := s.db.Read().QueryRowContext(ctx, `SELECT count(*) FROM intake_accounts`).Scan(&n); err != nil {
		return false, fmt.Errorf("account: count accounts: %w", err)
	}
	return n == 0, nil
}

// Create makes accounts with first passwords, all or none. Before it writes
// them it calls announce, if any, with the result: an account whose password
// could not be announced is never made. Errors: [ErrInvalid], [ErrTaken].
func (s *Store) Create(ctx context.Context, drafts []Draft, announce func([]Created) error) ([]Created, error) {
	out := make([]Created, 0, len(drafts))
	rows := make([]row, 0, len(drafts))
	for _, d := range drafts {
		r, password, err := s.newRow(ctx, d)
		if err != nil {
			return nil, err
		}
		rows = append(rows, r)
		out = append(out, Created{Account: r.account(), Password: password})
	}
	for _, r := range rows {
		if _, err := s.byName(ctx, s.db.Read(), r.Username); err == nil {
			return nil, fmt.Errorf("account: create %s: %w", r.Username, ErrTaken)
		}
	}
	if announce != nil {
		if err := announce(out); err != nil {
			return nil, fmt.Errorf("account: announce new accounts: %w", err)
		}
	}
	err := s.db.Write(ctx, func(ctx context.Context, tx bun.IDB) error {
		for _, r := range rows {
			if _, err := s.byName(ctx, tx, r.Username); err == nil {
				return fmt.Errorf("account: create %s: %w", r.Username, ErrTaken)
			}
			const insert = `INSERT INTO intake_accounts (` + columns + `) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
			_, err := tx.ExecContext(ctx, insert, r.ID, r.Username, string(r.Role), string(r.Agency), string(r.Place), r.Unit,
				r.PostFa, r.PostEn, r.Password, bit(r.First), bit(r.Disabled), r.Created, r.Changed)
			if err != nil {
				return fmt.Errorf("account: create %s: %w", r.Username, err)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

func (s *Store) newRow(ctx context.Context, d Draft) (row, string, error) {
	name := Fold(d.Username)
	if !validUsername(name) {
		return row{}, "", &InvalidError{"username", "2 to 64 of a-z, 0-9, dot, hyphen and underscore"}
	}
	if err := validRole(d); err != nil {
		return row{}, "", err
	}
	d.Username = name
	if err := s.mayHold(ctx, d); err != nil {
		return row{}, "", err
	}
	password, err := newPassword(s.random)
	if err != nil {
		return row{}, "", err
	}
	hash, err := s.hashes.hash(ctx, password, firstParams)
	if err != nil {
		return row{}, "", err
	}
	now := s.instant()
	id, err := ulid.New(ulid.Timestamp(now), s.random)
	if err != nil {
		return row{}, "", fmt.Errorf("account: make an id: %w", err)
	}
	return row{
		ID: id.String(), Username: name, Role: d.Role, Agency: d.Agency, Place: d.Place, Unit: d.Unit,
		PostFa: d.Post.Fa, PostEn: d.Post.En, Password: hash, First: true,
		Created: now.UnixMicro(), Changed: now.UnixMicro(),
	}, password, nil
}

// validRole refuses accounts whose role would hold nowhere or everywhere.
func validRole(d Draft) error {
	switch d.Role {
	case samad.RolePetitioner, samad.RoleSystem:
		return &InvalidError{"role", string(d.Role) + " is nobody who signs in"}
	case samad.RoleOperator, samad.RoleSupervisor, samad.RoleAgencyHead, samad.RoleAgencyExpert,
		samad.RoleAgencyOversight, samad.RoleAgencyPR, samad.RoleMeetingHost:
		if d.Agency == "" {
			return &InvalidError{"agency", "the role " + string(d.Role) + " needs an agency"}
		}
	case samad.RoleOversight, samad.RoleGovernor, samad.RoleInspector, samad.RoleCommissionMember, samad.RoleCommissionSecretary:
		if d.Place == "" {
			return &InvalidError{"place", "the role " + string(d.Role) + " needs a place"}
		}
	default:
		if !d.Role.Valid() {
			return &InvalidError{"role", "unknown role " + string(d.Role)}
		}
	}
	return nil
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}
