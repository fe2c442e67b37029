package webdesk

import (
	"github.com/samad111/go-samad/samad"
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
	page.Limit, _ = h.usual(f, sub.Kind)
	var err error
	if page.QR, err = newQR(v.origin() + "/follow#" + r.Code.String()); err != nil {
		return err
	}
	return v.show(201, "receipt", page)
}
