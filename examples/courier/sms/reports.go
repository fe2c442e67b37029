package sms

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/samad111/go-samad/samad"
)

// Confirmer is what [Reports] needs of [samad.Desk].
type Confirmer interface {
	ConfirmMessage(ctx context.Context, c samad.Confirmation) error
}

// ReportConfig says how a gateway reports what arrived. Fields are names of
// query or form values, or paths into a JSON body.
type ReportConfig struct {
	// Token must come as the value "token" of the query: gateways can
	// rarely do more. Required, at least 16 characters.
	Token string
	// Key or Reference names the message: by our own key, or as the gateway
	// calls it.
	Key, Reference string
	Status         string // required
	// Arrived and Failed are the statuses that end the matter; others, such as
	// "on its way", are taken and change nothing.
	Arrived, Failed []string
}

// Reports is an endpoint for a gateway's delivery reports. Unknown messages
// get 404, so that a gateway that reports before the courier has noted the
// reference comes again.
func Reports(config ReportConfig, desk Confirmer) (http.Handler, error) {
	const shortest = 16
	if len(config.Token) < shortest {
		return nil, errors.New("sms: reports: the token needs 16 characters or more")
	}
	if config.Key == "" && config.Reference == "" || config.Status == "" || len(config.Arrived) == 0 {
		return nil, errors.New("sms: reports: name the fields of key or reference and of the status, and the statuses of what arrived")
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if subtle.ConstantTimeCompare([]byte(r.URL.Query().Get("token")), []byte(config.Token)) != 1 {
			http.Error(w, "unknown token", http.StatusForbidden)
			return
		}
		field, err := fields(w, r)
		if err != nil {
			http.Error(w, "unreadable", http.StatusBadRequest)
			return
		}
		status := field(config.Status)
		c := samad.Confirmation{At: time.Time{}, Arrived: slices.Contains(config.Arrived, status)}
		if !c.Arrived && !slices.Contains(config.Failed, status) {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		if !c.Arrived {
			c.Fault = "undelivered"
		}
		if config.Key != "" {
			c.ID = field(config.Key)
		}
		if c.ID == "" && config.Reference != "" {
			c.Reference = field(config.Reference)
		}
		switch err := desk.ConfirmMessage(r.Context(), c); {
		case err == nil:
			w.WriteHeader(http.StatusNoContent)
		case errors.Is(err, samad.ErrNotFound):
			http.Error(w, "no such message", http.StatusNotFound)
		case errors.Is(err, samad.ErrInvalid):
			http.Error(w, "no message named", http.StatusBadRequest)
		default:
			http.Error(w, "try again", http.StatusServiceUnavailable)
		}
	}), nil
}

// fields returns how a value of the report is found.
func fields(w http.ResponseWriter, r *http.Request) (func(string) string, error) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxAnswer))
	if err != nil {
		return nil, fmt.Errorf("sms: read a report: %w", err)
	}
	query := r.URL.Query()
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind == "application/x-www-form-urlencoded" {
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return nil, fmt.Errorf("sms: read a report: %w", err)
		}
		maps.Copy(query, form)
	}
	return func(name string) string {
		if v := query.Get(name); v != "" {
			return v
		}
		return lookup(body, name)
	}, nil
}
