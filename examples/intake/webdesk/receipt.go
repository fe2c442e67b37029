package webdesk

import (
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla"
)

type receiptPage struct {
	frame
	Receipt samad.Receipt
	PIN     string
	Kind    string
	At      string
	Due     string
	Agency  string
	Limit   string
	Read    string // the day by which the centre reads the case, "" where that is not known
	Mobile  bool
	QR      qrCode // leads to the page for following, with the code
}

// receipt shows the code and PIN. The page answers the form itself: sent
// again, the same form gives the same receipt.
func (h *handler) receipt(v *visit, sub samad.Submission, r samad.Receipt) error {
	f := v.frame(v.T("رسید ثبت", "Receipt"))
	page := receiptPage{
		frame: f, Receipt: r, PIN: f.N(r.PIN.Reveal()), Kind: samad.KindName(sub.Kind).In(v.lang), At: f.Moment(h.Now()),
		Mobile: sub.Petitioner.Mobile != "",
	}
	if !r.Due.IsZero() {
		page.Due = f.Day(r.Due)
	}
	if r.Agency != "" {
		page.Agency = v.agencyName(r.Agency)
	}
	if r.Agency == "" {
		page.Read = v.readBy(f, r)
	}
	page.Limit, _ = h.usual(f, sub.Kind)
	var err error
	if page.QR, err = newQR(v.origin() + "/follow#" + r.Code.String()); err != nil {
		return err
	}
	return v.show(201, "receipt", page)
}

// readBy is the day by which the centre reads a case that waits for it. Without
// it the receipt is still one, so what is wrong goes to the log only.
func (v *visit) readBy(f frame, r samad.Receipt) string {
	view, err := v.h.Desk.Track(v.r.Context(), r.Code)
	if err != nil {
		v.h.Logger.WarnContext(v.r.Context(), "receipt without its day", "request_id", v.h.RequestID(v.r.Context()), "error", err.Error())
		return ""
	}
	for _, k := range view.Clocks {
		if k.Stage == sla.Screening && !k.Plan.Due.IsZero() {
			return f.Day(k.Plan.Due)
		}
	}
	return ""
}
