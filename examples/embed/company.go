package main

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/uptrace/bun"

	"github.com/samad111/go-samad/samad"
)

// company is the service as it was, and the desk that it got.
type company struct {
	db *bun.DB
	*desk
}

// The company's own tables: whoever may sign in, and what customers report.
const tables = `CREATE TABLE IF NOT EXISTS members (token TEXT PRIMARY KEY, name TEXT NOT NULL, office TEXT NOT NULL);
	CREATE TABLE IF NOT EXISTS outages (meter TEXT PRIMARY KEY, customer TEXT NOT NULL, code TEXT NOT NULL)`

// member is somebody of the company's own login: a customer, or staff of an
// office.
type member struct{ Token, Name, Office string }

var errNobody = errors.New("nobody signed in")

func (c *company) signedIn(r *http.Request) (m member, err error) {
	m.Token = r.Header.Get("X-Company-Token")
	err = c.db.NewRaw(`SELECT name, office FROM members WHERE token = ?`, m.Token).Scan(r.Context(), &m.Name, &m.Office)
	if err != nil {
		return member{}, errNobody
	}
	return m, nil
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
		http.Error(w, err.Error(), http.StatusUnauthorized)
		return
	}
	var said struct {
		Meter string `json:"meter"`
		Text  string `json:"text"`
	}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 64<<10)).Decode(&said); err != nil {
		http.Error(w, "send meter and text as JSON", http.StatusBadRequest)
		return
	}
	var receipt samad.Receipt
	err = c.together(r.Context(), func(ctx context.Context, tx bun.Tx, desk *samad.Desk) (err error) {
		receipt, err = desk.Submit(ctx, samad.Anonymous(), samad.Submission{
			Kind: samad.Report, Topic: "outage", Place: "1002", Text: said.Text, Petitioner: samad.Petitioner{Identity: samad.Named, Name: who.Name},
		})
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO outages (meter, customer, code) VALUES (?, ?, ?)`, said.Meter, who.Name, receipt.Code.String())
		return err //nolint:wrapcheck // looked at below
	})
	switch {
	case errors.Is(err, samad.ErrInvalid):
		http.Error(w, samad.Explain(err, samad.Persian), http.StatusUnprocessableEntity)
	case err != nil && strings.Contains(strings.ToLower(err.Error()), "unique"):
		http.Error(w, "this meter's outage is known", http.StatusConflict)
	case err != nil:
		http.Error(w, "internal", http.StatusInternalServerError)
	default:
		w.WriteHeader(http.StatusCreated)
		_ = json.NewEncoder(w).Encode(map[string]string{"code": receipt.Code.String(), "pin": receipt.PIN.Reveal()}) //nolint:errchkjson // texts; and the customer may have gone
	}
}
