package webdesk

import (
	"context"
	"strconv"
	"strings"

	"github.com/samad111/go-samad/samad"
)

// holdForms keep a case from being erased on an order, and end that.
func (v *visit) holdForms(c samad.Case, may func(...samad.Action) bool) []form {
	var out []form
	more := field{Name: "reason", Kind: "area", Label: v.T("توضیح", "More")}
	if may(samad.HoldCase) {
		out = append(out, form{
			Step: "hold", Title: v.T("نگه داشتن از پاک شدن", "Keep from being erased"), Button: v.T("ثبت دستور", "Record the order"),
			Hint: v.T("برای دادگاه، دیوان محاسبات یا کمیسیونی که پرونده را می‌خواهد. شماره دستور می‌ماند؛ نام کسی در آن نباشد.", "For a court, an auditor or a commission. The order's number stays for ever: no name in it."),
			Fields: []field{
				{Name: "ground", Kind: "text", Label: v.T("شماره دستور", "Number of the order"), Required: true},
				{Name: "until", Kind: "text", Label: v.T("تا روز", "Until"), Hint: v.T("مانند ۱۴۰۵/۰۹/۰۹؛ خالی یعنی تا دستور پایان", "like 1405/09/09; empty means until it is released")}, more,
			},
		})
	}
	if may(samad.ReleaseCase) && len(c.Holds) > 0 {
		f := v.frame("")
		orders := group{}
		for _, h := range c.Holds {
			orders.Options = append(orders.Options, option{Value: strconv.FormatInt(h.Seq, 10), Label: f.N(h.Ground)})
		}
		out = append(out, form{
			Step: "release", Title: v.T("پایان نگهداری", "End the hold"), Button: v.T("ثبت پایان", "Record the end"),
			Fields: []field{
				{Name: "hold", Kind: "select", Label: v.T("کدام دستور", "Which order"), Groups: []group{orders}, Value: orders.Options[0].Value, Required: true, Hint: v.T("برگزینید", "choose")},
				{Name: "ground", Kind: "text", Label: v.T("شماره دستور پایان", "Number of the order that ends it"), Required: true}, more,
			},
		})
	}
	return out
}

// holdStep takes a step about holds.
func (h *handler) holdStep(ctx context.Context, v *visit, ref samad.Ref, step string) error {
	ground := strings.TrimSpace(v.value("ground"))
	if step == "hold" {
		until, err := v.day("until")
		if err != nil {
			return err
		}
		_, err = h.Desk.Hold(ctx, v.actor(), samad.HoldRequest{Ref: ref, Ground: ground, Reason: v.value("reason"), Until: until})
		return err
	}
	hold, err := strconv.ParseInt(v.value("hold"), 10, 64)
	if err != nil {
		return refused("hold", "دستور را برگزینید.", "choose the order")
	}
	_, err = h.Desk.Release(ctx, v.actor(), samad.ReleaseRequest{Ref: ref, Hold: hold, Ground: ground, Reason: v.value("reason")})
	return err
}
