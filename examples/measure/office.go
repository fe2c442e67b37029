package main

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/samad111/go-samad/examples/isfahan"
	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/vault"
	"github.com/samad111/go-samad/tracking"
)

// office is a desk with the pilot's rules, deadlines and a vault.
type office struct {
	desk     *samad.Desk
	operator samad.Actor
}

func newOffice(store samad.Store, folder string) (*office, error) {
	p, err := pack.Load(isfahan.FS(), pack.Options{})
	if err != nil {
		return nil, fmt.Errorf("pack: %w", err)
	}
	keys, err := vault.CreateFile(filepath.Join(folder, fmt.Sprintf("measure-%d.key", count.Add(1))))
	if err != nil {
		return nil, fmt.Errorf("keys: %w", err)
	}
	desk, err := samad.NewDesk(samad.Config{
		Store: store, Router: p.Rules, Deadlines: p.Deadlines, Directory: p.Directory, Codes: tracking.Minter{}, Vault: keys,
	})
	if err != nil {
		return nil, fmt.Errorf("desk: %w", err)
	}
	return &office{desk, samad.Actor{ID: "operator", Roles: []samad.Role{samad.RoleOperator, samad.RoleSupervisor}, Agency: "isf.ostandari.bazresi", Place: "10"}}, nil
}

func (o *office) submit(ctx context.Context, n int) (samad.Receipt, error) {
	return o.desk.Submit(ctx, o.operator, o.matter(n))
}

// matter is the n-th of a series of submissions.
func (*office) matter(n int) samad.Submission {
	return samad.Submission{
		Kind: samad.Complaint, Topic: "welfare/unemployment-insurance", Place: "1014",
		Text: "سه ماه است حقوق بیکاری من واریز نشده و شعبه پاسخ نمی‌دهد. لطفاً رسیدگی کنید، اجاره‌ام عقب افتاده است.",
		Petitioner: samad.Petitioner{
			Identity: samad.Named, Name: "نمونه آزمایشی", Mobile: fmt.Sprintf("0913%07d", n%10_000_000),
		},
	}
}

// life takes a case from its filing to the final answer and reads it.
func (o *office) life(ctx context.Context, n int) error {
	receipt, err := o.submit(ctx, n)
	if err != nil {
		return fmt.Errorf("submit: %w", err)
	}
	return o.settle(ctx, receipt.Case, receipt.Code)
}

// settle takes a case from its screening to the final answer and reads it.
func (o *office) settle(ctx context.Context, id samad.CaseID, code tracking.Code) error {
	ref := samad.Ref{ID: id}
	accepted, err := o.desk.Accept(ctx, o.operator, samad.AcceptRequest{Ref: ref})
	if err != nil {
		return fmt.Errorf("accept: %w", err)
	}
	head := samad.Actor{ID: "head", Roles: []samad.Role{samad.RoleAgencyHead}, Agency: accepted.Agency}
	if _, err := o.desk.Answer(ctx, head, samad.AnswerRequest{
		Ref: ref, Outcome: samad.Done, Final: true, AnswerText: samad.AnswerText{Explanation: "بررسی شد.", Done: "واریز شد."},
	}); err != nil {
		return fmt.Errorf("answer: %w", err)
	}
	if _, err := o.desk.Track(ctx, code); err != nil {
		return fmt.Errorf("track: %w", err)
	}
	return nil
}
