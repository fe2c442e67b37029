package account

import (
	"time"

	"github.com/samad111/go-samad/samad"
)

// Account is somebody who can sign in. It names a post, never a person.
type Account struct {
	// ID is an opaque ULID, which the history of cases keeps; a user name may
	// go to somebody else one day, an ID never does.
	ID       string
	Username string // folded, see [Fold]
	Role     samad.Role
	// Agency and Place are the roots of the subtrees to which the role is
	// limited; "" as in [samad.Actor].
	Agency samad.AgencyID
	Place  samad.PlaceID
	Unit   string
	Post   samad.Text
	// First says that the password was given out and not chosen.
	First    bool
	Disabled bool
	Created  time.Time
	Changed  time.Time // when the password was last set
}

// Actor returns the account as the Desk knows it.
func (a Account) Actor() samad.Actor {
	return samad.Actor{
		ID: a.ID, Roles: []samad.Role{a.Role}, Agency: a.Agency, Place: a.Place, Unit: a.Unit, Post: a.Post,
	}
}

// row is an account as the table has it.
type row struct {
	ID       string         `bun:"id"`
	Username string         `bun:"username"`
	Role     samad.Role     `bun:"role"`
	Agency   samad.AgencyID `bun:"agency"`
	Place    samad.PlaceID  `bun:"place"`
	Unit     string         `bun:"unit"`
	PostFa   string         `bun:"post_fa"`
	PostEn   string         `bun:"post_en"`
	Password string         `bun:"password"`
	First    bool           `bun:"first"`
	Disabled bool           `bun:"disabled"`
	Created  int64          `bun:"created"`
	Changed  int64          `bun:"changed"`
}

const columns = "id, username, role, agency, place, unit, post_fa, post_en, password, first, disabled, created, changed"

// accountColumns are the columns of a row beside those of a session.
const accountColumns = "a.id, a.username, a.role, a.agency, a.place, a.unit, a.post_fa, a.post_en, a.password, a.first, a.disabled, a.created, a.changed"

func (r row) account() Account {
	return Account{
		ID: r.ID, Username: r.Username, Role: r.Role, Agency: r.Agency, Place: r.Place, Unit: r.Unit,
		Post: samad.Text{Fa: r.PostFa, En: r.PostEn}, First: r.First, Disabled: r.Disabled,
		Created: fromMicro(r.Created), Changed: fromMicro(r.Changed),
	}
}

func fromMicro(us int64) time.Time { return time.UnixMicro(us).UTC() }
