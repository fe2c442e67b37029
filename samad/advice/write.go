package advice

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
)

// The most that an article holds, in letters and links.
const (
	MaxTitle = 200
	MaxText  = 4000
	MaxLinks = 5
)

// Draft is what somebody writes.
type Draft struct {
	// ID is the article that it stands in place of; "" for a new one.
	ID string
	// Topic and Owner are required for a new one, and else stay as they are.
	Topic samad.TopicID
	Owner samad.AgencyID
	// Title and Text are required in Persian; without English the Persian is
	// shown.
	Title, Text samad.Text
	Links       []samad.Link
	// Seen is the Revision of the article that the writer had before the eyes;
	// 0 for a new one or the pack's own.
	Seen int64
}

// Write puts an article in place of the one that is there, or adds one. It
// fails with an error matching [samad.ErrForbidden] unless the actor may manage
// the owner's texts, with [samad.ErrInvalid] and everything that is wrong, and
// with [samad.ErrConflict] when somebody else wrote it meanwhile.
func (r *Room) Write(ctx context.Context, actor samad.Actor, d Draft) (Article, error) {
	if d.ID != "" {
		was, err := r.Article(ctx, d.ID)
		if err != nil {
			return Article{}, err
		}
		d.Topic, d.Owner = was.Topic, was.Owner
	}
	stamp, err := r.permit(actor, d.Owner)
	if err != nil {
		return Article{}, err
	}
	if err := r.check(&d); err != nil {
		return Article{}, err
	}
	var draft *ledger.Draft[Article]
	if d.ID == "" {
		id, err := ledger.NewID(r.now(), r.random)
		if err != nil {
			return Article{}, fmt.Errorf("advice: new article: %w", err)
		}
		draft = r.articles.New(strings.ToLower(id))
	} else if draft, err = openOrNew(ctx, r, r.articles, d.ID); err != nil {
		return Article{}, err
	}
	if draft.Revision() != d.Seen {
		return Article{}, fmt.Errorf("advice: article %s was written meanwhile: %w", d.ID, samad.ErrConflict)
	}
	err = write(ctx, r, draft, stamp, &written{Topic: d.Topic, Owner: d.Owner, Title: d.Title, Text: d.Text, Links: d.Links})
	return draft.State, err
}

// Withdraw shows an article to nobody any more until it is written anew. The
// errors are those of Write.
func (r *Room) Withdraw(ctx context.Context, actor samad.Actor, id string, seen int64) (Article, error) {
	a, err := r.Article(ctx, id)
	if err != nil {
		return Article{}, err
	}
	stamp, err := r.permit(actor, a.Owner)
	if err != nil {
		return Article{}, err
	}
	draft, err := openOrNew(ctx, r, r.articles, id)
	if err != nil {
		return Article{}, err
	}
	if draft.Revision() != seen || a.Withdrawn {
		return Article{}, fmt.Errorf("advice: article %s was written meanwhile: %w", id, samad.ErrConflict)
	}
	if seen == 0 { // the pack's: its text is kept, so that it can be brought back
		if err := draft.Add(stamp, r.now(), r.random, &written{Topic: a.Topic, Owner: a.Owner, Title: a.Title, Text: a.Text, Links: a.Links}); err != nil {
			return Article{}, fmt.Errorf("advice: %w", err)
		}
	}
	err = write(ctx, r, draft, stamp, &withdrawn{})
	return draft.State, err
}

// MayWrite reports whether the actor may write an agency's articles.
func (r *Room) MayWrite(actor samad.Actor, owner samad.AgencyID) bool {
	_, err := r.permit(actor, owner)
	return err == nil
}

// permit returns the stamp under which the actor writes.
func (r *Room) permit(actor samad.Actor, owner samad.AgencyID) (samad.Stamp, error) {
	today, err := r.today()
	if err != nil {
		return samad.Stamp{}, err
	}
	area := samad.Area{Agency: r.directory.AgencyPath(owner, today)}
	for _, role := range actor.Roles {
		one := actor
		one.Roles = []samad.Role{role}
		if samad.MayIn(one, samad.ManageTexts, area) {
			return ledger.StampOf(actor, role), nil
		}
	}
	return samad.Stamp{}, &samad.ForbiddenError{Action: samad.ManageTexts, Roles: actor.Roles}
}

// check trims what was written and tells everything that is wrong with it.
func (r *Room) check(d *Draft) error {
	var faults []samad.Fault
	wrong := func(field, code, fa, en string) {
		faults = append(faults, samad.Fault{Field: field, Code: code, Detail: samad.Text{Fa: fa, En: en}})
	}
	text := func(field string, value *string, most int, required bool) {
		*value = strings.TrimSpace(*value)
		if required && *value == "" {
			wrong(field, "required", "این بخش را خالی نگذارید.", "do not leave this empty")
		}
		if utf8.RuneCountInString(*value) > most {
			wrong(field, "long", "بیش از اندازه بلند است.", "longer than "+strconv.Itoa(most)+" letters")
		}
	}
	text("/title/fa", &d.Title.Fa, MaxTitle, true)
	text("/title/en", &d.Title.En, MaxTitle, false)
	text("/text/fa", &d.Text.Fa, MaxText, true)
	text("/text/en", &d.Text.En, MaxText, false)
	today, err := r.today()
	if err != nil {
		return err
	}
	if topic, ok := r.directory.Topic(d.Topic, today); !ok || !topic.Leaf {
		wrong("/topic", "unknown", "موضوع شناخته نیست.", "unknown topic")
	}
	if _, ok := r.directory.Agency(d.Owner, today); !ok {
		wrong("/owner", "unknown", "دستگاه شناخته نیست.", "unknown agency")
	}
	if len(d.Links) > MaxLinks {
		wrong("/links", "many", "پیوندها بیش از اندازه‌اند.", "at most "+strconv.Itoa(MaxLinks)+" links")
	}
	for i := range d.Links {
		at := "/links/" + strconv.Itoa(i)
		text(at+"/title/fa", &d.Links[i].Title.Fa, MaxTitle, true)
		text(at+"/title/en", &d.Links[i].Title.En, MaxTitle, false)
		u, err := url.Parse(d.Links[i].URL)
		if err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && u.Scheme != "http" {
			wrong(at+"/url", "form", "نشانی باید با https آغاز شود.", "an address begins with https://")
		}
	}
	if len(faults) > 0 {
		return &samad.InvalidError{Faults: faults}
	}
	return nil
}
