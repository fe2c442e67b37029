package connection_test

import (
	"context"
	"fmt"
	"time"

	"github.com/samad111/go-samad/examples/isfahan"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/connection"
	"github.com/samad111/go-samad/samad/directory"
	"github.com/samad111/go-samad/storage/memory"
)

// An agency is invited and, until it is connected, answers by letter.
func ExampleRoom_Change() {
	ctx := context.Background()
	dir, err := directory.Load(directory.Layer{FS: isfahan.FS()})
	if err != nil {
		fmt.Println(err)
		return
	}
	room, err := connection.New(connection.Config{
		Ledger: memory.New().Ledger(), Directory: dir, Location: time.FixedZone("Tehran", 12600),
		Now: func() time.Time { return time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC) },
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	admin := samad.Actor{ID: "01ADMIN", Roles: []samad.Role{samad.RoleAdmin}, Post: samad.Text{Fa: "راهبر", En: "Administrator"}}
	invited, err := room.Change(ctx, admin, connection.Change{Office: connection.Office{Agency: "isf.tamin"}, State: connection.Invited, Reason: "دعوت به آموزش"})
	if err != nil {
		fmt.Println(err)
		return
	}
	letters, err := room.ByLetter(ctx, "isf.tamin", "1014")
	fmt.Println(invited.State, invited.Since, letters, err)
	// Output: invited 1405-09-01 true <nil>
}
