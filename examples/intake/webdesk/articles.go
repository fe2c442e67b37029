package webdesk

import (
	"strings"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/advice"
)

// mostArticles is how many articles stand beside a text: those of the likeliest
// topics. More would not be read.
const mostArticles = 2

// helpArticle is an article as pages show it.
type helpArticle struct {
	ID, Title, Text, Owner string
	Links                  []link
}

// inAnswer is the article as words of an answer.
func (a helpArticle) inAnswer() string {
	out := []string{a.Text}
	for _, l := range a.Links {
		out = append(out, l.Name+": "+l.URL)
	}
	return strings.Join(out, "\n")
}

// articles are those of the topics, the first topic's first.
func (v *visit) articles(topics ...samad.TopicID) ([]helpArticle, error) {
	if v.h.Rooms.Advice == nil || len(topics) == 0 {
		return nil, nil
	}
	all, err := v.h.Rooms.Advice.Of(v.r.Context(), topics...)
	if err != nil {
		return nil, err
	}
	var out []helpArticle
	for _, a := range all[:min(len(all), mostArticles)] {
		out = append(out, v.article(a.Advice))
	}
	return out, nil
}

func (v *visit) article(a samad.Advice) helpArticle {
	out := helpArticle{ID: a.ID, Title: v.said(a.Title), Text: v.said(a.Text), Owner: v.agencyName(a.Owner)}
	for _, l := range a.Links {
		out.Links = append(out.Links, link{v.said(l.Title), l.URL})
	}
	return out
}

// said is a text in the page's language, or in Persian where there is no other.
func (v *visit) said(t samad.Text) string {
	if s := t.In(v.lang); s != "" {
		return s
	}
	return t.Fa
}

// topicsOf are the topics whose articles belong to a text: the one that was
// chosen, or else those that it may be about.
func (out help) topicsOf(chosen samad.TopicID) []samad.TopicID {
	if chosen != "" {
		return []samad.TopicID{chosen}
	}
	var topics []samad.TopicID
	for _, g := range out.Guesses {
		topics = append(topics, samad.TopicID(g.Topic))
	}
	return topics
}

// use counts what became of an article. Nobody is kept from what they came for
// by a count that could not be written: that is the log's.
func (v *visit) use(use advice.Use, articles ...string) {
	if v.h.Rooms.Advice == nil {
		return
	}
	actor := samad.Anonymous()
	if v.session != nil {
		actor = v.actor()
	}
	for _, id := range articles {
		if id == "" {
			continue
		}
		if err := v.h.Rooms.Advice.Count(v.r.Context(), actor, id, use); err != nil {
			v.h.Logger.WarnContext(v.r.Context(), "use of an article not counted", "request_id", v.h.RequestID(v.r.Context()), "article", id, "error", err.Error())
		}
	}
}

type helpedPage struct {
	frame
	Article helpArticle
}

// helped is what a citizen sees who needs no case after reading an article.
func (h *handler) helped(v *visit) error {
	if h.Rooms.Advice == nil {
		return errNoPage
	}
	if err := v.form(); err != nil {
		return err
	}
	if err := v.limit("submit", v.ipKey()); err != nil {
		return err
	}
	a, err := h.Rooms.Advice.Article(v.r.Context(), v.value("helped"))
	if err != nil {
		return err
	}
	v.use(advice.Helped, a.ID)
	return v.show(200, "helped", helpedPage{v.frame(v.T("خوب است که راه پیدا شد", "Good that there is a way")), v.article(a.Advice)})
}

// articleField offers the articles of a topic in a form; ok is false where
// there are none.
func (v *visit) articleField(topic samad.TopicID, label string) (field, bool, error) {
	all, err := v.articles(topic)
	f := field{Name: "article", Kind: "select", Label: label, Hint: v.T("هیچ‌کدام", "none")}
	g := group{}
	for _, a := range all {
		g.Options = append(g.Options, option{Value: a.ID, Label: a.Title})
	}
	f.Groups = []group{g}
	return f, len(all) > 0, err
}

// chosenArticle is the article that the form names, ok false for none.
func (v *visit) chosenArticle() (helpArticle, bool, error) {
	id := strings.TrimSpace(v.value("article"))
	if v.h.Rooms.Advice == nil || id == "" {
		return helpArticle{}, false, nil
	}
	a, err := v.h.Rooms.Advice.Article(v.r.Context(), id)
	if err != nil {
		return helpArticle{}, false, refused("article", "این راهنمایی دیگر نیست.", "this article is no longer there")
	}
	return v.article(a.Advice), true, nil
}
