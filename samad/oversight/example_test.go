package oversight_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/samad111/go-samad/examples/isfahan"
	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/oversight"
	"github.com/samad111/go-samad/sla/persian"
	"github.com/samad111/go-samad/storage/memory"
	"github.com/samad111/go-samad/tracking"
)

// An office over the pilot's pack asks what a manager owes on a Monday.
func ExampleNewOffice() {
	province, err := pack.Load(isfahan.FS(), pack.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	store := memory.New()
	desk, err := samad.NewDesk(samad.Config{
		Store: store, Router: province.Rules, Deadlines: province.Deadlines, Directory: province.Directory,
		Codes: tracking.Minter{}, PlainText: true,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	office, err := oversight.NewOffice(oversight.Config{
		Ledger: store.Ledger(), Cases: store, Desk: desk, Directory: province.Directory,
		Deadlines: province.Deadlines, Calendar: province.Calendar,
		Now: func() time.Time { return time.Date(2026, 11, 21, 5, 0, 0, 0, time.UTC) },
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	officer := samad.Actor{ID: "01OFFICER", Roles: []samad.Role{samad.RoleOversight}, Place: "10"}
	post, err := office.AddPost(context.Background(), officer, oversight.Post{
		ID: "isf.tamin/head", Agency: "isf.tamin", Place: "10", Title: samad.Text{Fa: "مدیرکل"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, day := range []string{"1405-09-02", "1405-09-03"} {
		d, err := persian.Parse(day)
		if err != nil {
			fmt.Println(err)
			return
		}
		duty := office.Duty(post, d)
		fmt.Println(day, d.Weekday(), duty.Owed, duty.Hours.Interval)
	}
	// Output:
	// 1405-09-02 Monday true 09:00-12:00
	// 1405-09-03 Tuesday false 09:00-12:00
}

// A draw is published in two steps and repeated by anybody.
func ExampleVerifyDraw() {
	monday, err := persian.Parse("1405-09-02")
	if err != nil {
		fmt.Println(err)
		return
	}
	seed := make([]byte, 32)
	_, _ = rand.NewChaCha8([32]byte{1}).Read(seed)
	published := oversight.Commitment(seed) // before the period

	draw := oversight.Draw{
		Period: oversight.Period{From: monday, To: monday}, Count: 1, Seed: seed, Commitment: published,
		Candidates: []oversight.Candidate{
			{ID: "isf.abfa/head", Weight: 27, Slots: []oversight.Slot{{Day: monday, From: 540, Minutes: 180}}},
			{ID: "isf.tamin/head", Weight: 135, Slots: []oversight.Slot{{Day: monday, From: 540, Minutes: 180}}},
		},
		Inspectors: []oversight.Inspector{{Account: "inspector-1"}, {Account: "inspector-2"}},
	}
	if draw.Chosen, err = draw.Run(); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(draw.Chosen), oversight.VerifyDraw(published, draw)) // after the period
	draw.Chosen[0].Candidate = "isf.abfa/head"
	draw.Chosen[0].Minute++
	fmt.Println(oversight.VerifyDraw(published, draw))
	// Output:
	// 1 <nil>
	// oversight: the draw does not verify: others come out of it
}

func ExampleWilson() {
	i := oversight.Wilson(18, 20)
	fmt.Printf("%.2f (%.2f to %.2f)\n", i.Value, i.Low, i.High)
	// Output: 0.90 (0.70 to 0.97)
}
