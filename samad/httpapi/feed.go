package httpapi

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/samad111/go-samad/samad/webhook"
)

// feedBody is a part of the feed.
type feedBody struct {
	Items []webhook.Event `json:"items"`
	Next  string          `json:"next" doc:"The cursor to go on from, also when there are no items; keep it"`
	More  bool            `json:"more" doc:"Ask again at once: there is more"`
}

func (a *api) addFeed() {
	route(a, operation{
		id: "readFeed", method: http.MethodGet, path: "/api/v1/events", tag: "feed", status: http.StatusOK,
		access: staff, summary: "What has happened to cases", problems: []string{"forbidden"},
		description: "The events of cases that the actor may see, in the order of their commit, none missing: the same that webhooks " +
			"send. A page may be empty while more is true, because what others may see is passed over. An item with gone is the " +
			"last of its case that the actor is told.",
		query: []*huma.Param{
			stringParam("after", "The next of the page before; left out for the beginning"),
			limitParam(),
		},
	}, (*exchange).feed)
}

func (x *exchange) feed(none) (feedBody, error) {
	q := x.queries()
	after, limit := q.text("after"), q.limit()
	if err := q.err(); err != nil {
		return feedBody{}, err
	}
	page, err := x.api.desk.Feed(x.ctx(), x.actor, after, limit)
	if err != nil {
		return feedBody{}, asQuery(err)
	}
	out := feedBody{Items: make([]webhook.Event, len(page.Items)), Next: page.Next, More: page.More}
	for i, item := range page.Items {
		out.Items[i] = webhook.EventOf(item)
	}
	return out, nil
}
