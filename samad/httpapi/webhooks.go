package httpapi

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/webhook"
)

// Webhooks keeps the subscriptions of other case systems; *[webhook.Registry]
// implements it.
type Webhooks interface {
	Create(ctx context.Context, actor samad.Actor, draft webhook.Draft) (webhook.Made, error)
	List(ctx context.Context, actor samad.Actor, cursor string, limit int) (hooks []webhook.Hook, next string, err error)
	Hook(ctx context.Context, actor samad.Actor, id string) (webhook.Hook, error)
	Pause(ctx context.Context, actor samad.Actor, id string, revision int64) (webhook.Hook, error)
	Resume(ctx context.Context, actor samad.Actor, id string, revision int64) (webhook.Hook, error)
	Delete(ctx context.Context, actor samad.Actor, id string, revision int64) error
	Rotate(ctx context.Context, actor samad.Actor, id string, revision int64, overlap time.Duration, key, content string) (webhook.Made, error)
	Replay(ctx context.Context, actor samad.Actor, id string, revision int64, from webhook.Replay) (webhook.Hook, error)
	Retry(ctx context.Context, actor samad.Actor, id string, revision int64, events []string) (webhook.Hook, error)
}

var _ Webhooks = (*webhook.Registry)(nil)

// hookDraft is a webhook as it is asked for.
type hookDraft struct {
	Agency string            `json:"agency" minLength:"1" doc:"Whose cases are told, with all agencies below it" example:"isf.tamin"`
	Place  string            `json:"place,omitempty" doc:"Only cases in this place and below it" example:"1014"`
	URL    string            `json:"url" minLength:"1" maxLength:"2000" doc:"https; addresses in private networks are not called" example:"https://cases.example.ir/samad"`
	Label  string            `json:"label,omitempty" maxLength:"200" doc:"For people" example:"سامانه مکاتبات تامین اجتماعی"`
	Types  []samad.EventType `json:"types,omitempty" maxItems:"50" doc:"Only these events; left out for all"`
	After  string            `json:"after,omitempty" doc:"Begin after this cursor of /api/v1/events"`
	Since  time.Time         `json:"since,omitzero" doc:"Begin with what happened at this instant; without it and after, now"`
}

// hookBody is a webhook as those see it who look after it.
type hookBody struct {
	ID             string            `json:"id" example:"wh_5l8k0a3q2n7v9c1d4e6f8g0h2j"`
	Revision       int64             `json:"revision" example:"4"`
	Agency         string            `json:"agency" example:"isf.tamin"`
	AgencyName     string            `json:"agency_name,omitempty"`
	Place          string            `json:"place,omitempty"`
	URL            string            `json:"url" example:"https://cases.example.ir/samad"`
	Label          string            `json:"label,omitempty"`
	Types          []samad.EventType `json:"types,omitempty"`
	Status         string            `json:"status" enum:"active,paused,stopped" doc:"stopped: by the courier, because the receiver answered 410 or took nothing for days; resume goes on where it was"`
	Created        time.Time         `json:"created"`
	CreatedBy      samad.Role        `json:"created_by"`
	OldSecretUntil time.Time         `json:"old_secret_until,omitzero" doc:"Until then the secret before this one signs too"`
	Delivery       hookDelivery      `json:"delivery"`
}

// hookDelivery is how far a webhook has come.
type hookDelivery struct {
	Cursor       string     `json:"cursor,omitempty" doc:"How far the feed was delivered"`
	Since        time.Time  `json:"since,omitzero" doc:"What happened before is not told"`
	Delivered    int64      `json:"delivered" doc:"Messages that the receiver took" example:"3120"`
	LastTry      time.Time  `json:"last_try,omitzero"`
	LastGood     time.Time  `json:"last_good,omitzero"`
	Fault        string     `json:"fault,omitempty" doc:"What went wrong last, in a word" example:"status 503"`
	Failures     int        `json:"failures" doc:"Tries that went wrong since the last good one" example:"0"`
	FailingSince time.Time  `json:"failing_since,omitzero"`
	Next         time.Time  `json:"next,omitzero" doc:"When it is tried again, while it fails"`
	Dead         []hookDead `json:"dead" doc:"Messages that the receiver refused until they were given up"`
	Retrying     int        `json:"retrying" doc:"Of these, how many wait to be sent again" example:"0"`
}

// hookDead is a message that was given up.
type hookDead struct {
	Event string       `json:"event" example:"01KAS2V0V3Z9W1S4Q0C5N8R7TX"`
	Case  samad.CaseID `json:"case" example:"01KAS2V0V3Z9W1S4Q0C5N8R7TX"`
	At    time.Time    `json:"at"`
	Fault string       `json:"fault" example:"status 422"`
}

// hookMade is a webhook with its secret.
type hookMade struct {
	Webhook hookBody `json:"webhook"`
	Secret  string   `json:"secret,omitempty" doc:"Signs the messages; shown here and nowhere else. Left out when the same request comes again after a day" example:"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"`
}

// hookList is a page of webhooks.
type hookList struct {
	Items []hookBody `json:"items"`
	Next  string     `json:"next,omitempty"`
}

// rotateBody asks for another secret.
type rotateBody struct {
	OverlapHours *int `json:"overlap_hours,omitempty" minimum:"0" maximum:"168" doc:"For how long the present secret signs too; default 24" example:"24"`
}

// replayBody says from where to begin again.
type replayBody struct {
	After string    `json:"after,omitempty" doc:"A cursor of /api/v1/events; left out for the feed's start"`
	Since time.Time `json:"since,omitzero" doc:"Pass over what happened before"`
}

// retryBody names messages that were given up.
type retryBody struct {
	Events []string `json:"events,omitempty" maxItems:"100" doc:"Ids of the events; left out for all"`
}

func (a *api) addWebhooks() {
	if a.opts.Webhooks == nil {
		return
	}
	const all, one = "/api/v1/webhooks", "/api/v1/webhooks/{id}"
	route(a, operation{
		id: "createWebhook", method: http.MethodPost, path: all, tag: "webhooks", status: http.StatusCreated, access: staff, secret: true,
		summary: "Subscribe another system to events",
		description: "For the case system of an agency: signed messages by Standard Webhooks, the same that /api/v1/events lists. An " +
			"administrator may do this for any agency, an administrator of an agency or county inside its own subtree, a service for its own agency.",
		header: []*huma.Param{keyParam()}, problems: []string{"forbidden", "key_reused"},
	}, (*exchange).createWebhook)
	route(a, operation{
		id: "listWebhooks", method: http.MethodGet, path: all, tag: "webhooks", status: http.StatusOK, access: staff,
		summary:     "List webhooks and how far they have come",
		description: "Those that the actor may look after, the newest first. A page may be shorter than the limit while there is a next.",
		query:       []*huma.Param{stringParam("cursor", "The next of the page before"), limitParam()}, problems: []string{"forbidden"},
	}, (*exchange).listWebhooks)
	route(a, operation{
		id: "readWebhook", method: http.MethodGet, path: one, tag: "webhooks", status: http.StatusOK, access: staff, conditional: true,
		summary: "See a webhook and its deliveries", description: "How far it has come, what was refused and what comes next.", problems: []string{"not_found", "forbidden"},
	}, (*exchange).readWebhook)
	route(a, operation{
		id: "deleteWebhook", method: http.MethodDelete, path: one, tag: "webhooks", status: http.StatusNoContent, access: staff,
		summary: "End a webhook", description: "For ever; its history is kept.",
		header: []*huma.Param{ifMatchParam()}, problems: []string{"not_found", "forbidden", codePrecondition},
	}, func(x *exchange, _ none) (none, error) {
		revision, err := x.hookRevision()
		if err != nil {
			return none{}, err
		}
		return none{}, moved(x.api.opts.Webhooks.Delete(x.ctx(), x.actor, x.r.PathValue("id"), revision))
	})
	hookStep(a, "pause", "Pause a webhook", "The place in the feed is kept.",
		func(x *exchange, id string, revision int64, _ struct{}) (webhook.Hook, error) {
			return x.api.opts.Webhooks.Pause(x.ctx(), x.actor, id, revision)
		})
	hookStep(a, "resume", "Go on with a paused or stopped webhook", "It goes on where it was.",
		func(x *exchange, id string, revision int64, _ struct{}) (webhook.Hook, error) {
			return x.api.opts.Webhooks.Resume(x.ctx(), x.actor, id, revision)
		})
	hookStep(a, "replay", "Send again from a place in the feed", "Messages that the receiver has come again with the same webhook-id.",
		func(x *exchange, id string, revision int64, in replayBody) (webhook.Hook, error) {
			return x.api.opts.Webhooks.Replay(x.ctx(), x.actor, id, revision, webhook.Replay{After: in.After, Since: in.Since})
		})
	hookStep(a, "retry", "Send again what was given up", "Messages that the receiver refused, once more and before anything new.",
		func(x *exchange, id string, revision int64, in retryBody) (webhook.Hook, error) {
			return x.api.opts.Webhooks.Retry(x.ctx(), x.actor, id, revision, in.Events)
		})
	route(a, operation{
		id: "rotateWebhookSecret", method: http.MethodPost, path: one + "/rotate", tag: "webhooks", status: http.StatusOK, access: staff, secret: true,
		summary: "Change the secret of a webhook", optionalBody: true,
		description: "For a while messages carry a signature of both, so that the receiver can change at its own time.",
		header:      []*huma.Param{ifMatchParam(), keyParam()}, problems: []string{"not_found", "forbidden", codePrecondition, "key_reused"},
	}, (*exchange).rotateWebhook)
}

// hookStep registers POST /api/v1/webhooks/{id}/NAME, which creates nothing and
// can be sent again without harm.
func hookStep[In any](a *api, name, summary, description string, do func(x *exchange, id string, revision int64, in In) (webhook.Hook, error)) {
	route(a, operation{
		id: name + "Webhook", method: http.MethodPost, path: "/api/v1/webhooks/{id}/" + name, tag: "webhooks", status: http.StatusOK, access: staff,
		summary: summary, description: description, optionalBody: true,
		header: []*huma.Param{ifMatchParam()}, problems: []string{"not_found", "forbidden", codePrecondition},
	}, func(x *exchange, in In) (hookBody, error) {
		revision, err := x.hookRevision()
		if err != nil {
			return hookBody{}, err
		}
		h, err := do(x, x.r.PathValue("id"), revision, in)
		if err != nil {
			return hookBody{}, moved(err)
		}
		x.w.Header().Set("ETag", revisionTag(h.Revision))
		return x.hook(h), nil
	})
}

// hookRevision is the revision that If-Match asks for, 0 for any.
func (x *exchange) hookRevision() (int64, error) {
	tags, err := x.ifMatch()
	if err != nil || tags == nil || tags.any {
		return 0, err
	}
	if len(tags.revisions) != 1 {
		return 0, &apiError{code: codePrecondition}
	}
	return tags.revisions[0], nil
}

// moved tells a conflict as what If-Match asks for.
func moved(err error) error {
	if errors.Is(err, samad.ErrConflict) {
		return &apiError{code: codePrecondition}
	}
	return err
}

func (x *exchange) createWebhook(in hookDraft) (hookMade, error) {
	key, err := x.idempotencyKey()
	if err != nil {
		return hookMade{}, err
	}
	m, err := x.api.opts.Webhooks.Create(x.ctx(), x.actor, webhook.Draft{
		Agency: samad.AgencyID(strings.TrimSpace(in.Agency)), Place: samad.PlaceID(strings.TrimSpace(in.Place)), URL: in.URL, Label: in.Label,
		Types: in.Types, After: in.After, Since: in.Since, Key: key, Content: x.digest,
	})
	if err != nil {
		return hookMade{}, err
	}
	x.w.Header().Set("Location", "webhooks/"+m.Hook.ID)
	return x.hookMade(m), nil
}

func (x *exchange) rotateWebhook(in rotateBody) (hookMade, error) {
	revision, err := x.hookRevision()
	if err != nil {
		return hookMade{}, err
	}
	key, err := x.idempotencyKey()
	if err != nil {
		return hookMade{}, err
	}
	overlap := webhook.DefaultOverlap
	if in.OverlapHours != nil {
		const most = int(webhook.MaxOverlap/time.Hour) + 1 // more would not be more wrong, but overflow
		overlap = time.Duration(min(*in.OverlapHours, most)) * time.Hour
	}
	m, err := x.api.opts.Webhooks.Rotate(x.ctx(), x.actor, x.r.PathValue("id"), revision, overlap, key, x.digest)
	if err != nil {
		return hookMade{}, moved(err)
	}
	return x.hookMade(m), nil
}

func (x *exchange) hookMade(m webhook.Made) hookMade {
	x.w.Header().Set("ETag", revisionTag(m.Hook.Revision))
	if m.Replayed {
		x.w.Header().Set("Idempotency-Replayed", "true")
	}
	return hookMade{Webhook: x.hook(m.Hook), Secret: m.Secret.Reveal()}
}

func (x *exchange) listWebhooks(none) (hookList, error) {
	q := x.queries()
	cursor, limit := q.text("cursor"), q.limit()
	if err := q.err(); err != nil {
		return hookList{}, err
	}
	hooks, next, err := x.api.opts.Webhooks.List(x.ctx(), x.actor, cursor, limit)
	if err != nil {
		return hookList{}, asQuery(err)
	}
	out := hookList{Items: make([]hookBody, len(hooks)), Next: next}
	for i, h := range hooks {
		out.Items[i] = x.hook(h)
	}
	return out, nil
}

func (x *exchange) readWebhook(none) (hookBody, error) {
	h, err := x.api.opts.Webhooks.Hook(x.ctx(), x.actor, x.r.PathValue("id"))
	if err != nil {
		return hookBody{}, err
	}
	x.revision = h.Revision
	return x.hook(h), nil
}

func (x *exchange) hook(h webhook.Hook) hookBody {
	out := hookBody{
		ID: h.ID, Revision: h.Revision, Agency: string(h.Agency), AgencyName: x.agencyName(h.Agency), Place: string(h.Place), URL: h.URL, Label: h.Label,
		Types: h.Types, Status: string(h.Status), Created: h.Created, CreatedBy: h.CreatedBy.Role, OldSecretUntil: h.OldSecretUntil,
		Delivery: hookDelivery{
			Cursor: h.Cursor, Since: h.Since, Delivered: h.Delivered, LastTry: h.LastTry, LastGood: h.LastGood, Fault: h.Fault, Failures: h.Failures,
			FailingSince: h.FailingSince, Next: h.Next, Dead: make([]hookDead, len(h.Dead)), Retrying: len(h.Again),
		},
	}
	for i, d := range h.Dead {
		out.Delivery.Dead[i] = hookDead{Event: d.Event, Case: d.Case, At: d.At, Fault: d.Fault}
	}
	return out
}
