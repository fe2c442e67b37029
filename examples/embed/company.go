package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/uptrace/bun"

	"github.com/samad111/go-samad/samad"
)

// company is the service as it was, and the desk that it got.
type company struct {
	db    *bun.DB
	cases cases
	*samad.Desk
}

// The company's own tables: whoever may sign in, what customers report, and the
// texts that its SMS machine sends.
const tables = `CREATE TABLE IF NOT EXISTS members (token TEXT PRIMARY KEY, id TEXT NOT NULL, name TEXT NOT NULL, mobile TEXT NOT NULL, office TEXT NOT NULL);
	CREATE TABLE IF NOT EXISTS outages (meter TEXT PRIMARY KEY, customer TEXT NOT NULL, code TEXT NOT NULL);
	CREATE TABLE IF NOT EXISTS texts (id TEXT PRIMARY KEY, recipient TEXT NOT NULL, body TEXT NOT NULL)`

// member is somebody of the company's own login: a customer, or staff of an
// office.
type member struct{ ID, Name, Mobile, Office string }

func (c *company) signedIn(r *http.Request) (m member, err error) {
	err = c.db.NewRaw(`SELECT id, name, mobile, office FROM members WHERE token = ?`, r.Header.Get("X-Company-Token")).
		Scan(r.Context(), &m.ID, &m.Name, &m.Mobile, &m.Office)
	return m, err //nolint:wrapcheck // nobody, for those who ask
}

// routes are the company's own, with the API of the desk below /samad/.
func (c *company) routes(api http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /outages", c.report)
	mux.Handle("/samad/", http.StripPrefix("/samad", api))
	return mux
}

// report keeps an outage and files the case, both or neither.
func (c *company) report(w http.ResponseWriter, r *http.Request) {
	who, err := c.signedIn(r)
	if err != nil {
		http.Error(w, "nobody signed in", http.StatusUnauthorized)
		return
	}
	var said struct{ Meter, Text string }
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 64<<10)).Decode(&said); err != nil { //nolint:musttag // names are compared without case
		http.Error(w, "send meter and text as JSON", http.StatusBadRequest)
		return
	}
	var receipt samad.Receipt
	err = c.together(r.Context(), func(ctx context.Context, tx bun.Tx, desk *samad.Desk) (err error) {
		receipt, err = desk.Submit(ctx, samad.Anonymous(), samad.Submission{
			Kind: samad.Report, Topic: "outage", Place: "1002", Text: said.Text,
			Petitioner: samad.Petitioner{Identity: samad.Named, Name: who.Name, Mobile: who.Mobile},
		})
		if err != nil {
			return err
		}
		// No row comes back for a meter that has one; then no case is filed either.
		return tx.NewRaw(`INSERT INTO outages (meter, customer, code) VALUES (?, ?, ?) ON CONFLICT DO NOTHING RETURNING meter`,
			said.Meter, who.ID, receipt.Code.String()).Scan(ctx, &said.Meter)
	})
	switch {
	case errors.Is(err, samad.ErrInvalid):
		http.Error(w, samad.Explain(err, samad.Persian), http.StatusUnprocessableEntity)
	case errors.Is(err, sql.ErrNoRows):
		http.Error(w, "this meter's outage is known", http.StatusConflict)
	case err != nil:
		http.Error(w, "internal", http.StatusInternalServerError)
	default:
		w.WriteHeader(http.StatusCreated)
		_ = json.NewEncoder(w).Encode(map[string]string{"code": receipt.Code.String(), "pin": receipt.PIN.Reveal()}) //nolint:errchkjson // texts; and the customer may have gone
	}
}
