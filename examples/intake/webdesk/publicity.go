package webdesk

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/samad111/go-samad/examples/intake/publicity"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

// publicityRoutes lays the pages of campaigns.
func (h *handler) publicityRoutes() {
	h.mux.HandleFunc("GET /c/{tag}", h.open(h.byTag))
	h.mux.HandleFunc("GET /desk/publicity", h.staff(h.record(h.publicityPage)))
	h.mux.HandleFunc("POST /desk/publicity/{step}", h.staff(h.steps(h.publicityPage, h.publicityStep)))
	h.mux.HandleFunc("GET /desk/publicity.csv", h.staff(func(v *visit) error { return h.publicityFile(v, true) }))
	h.mux.HandleFunc("GET /desk/publicity.json", h.staff(func(v *visit) error { return h.publicityFile(v, false) }))
	h.mux.HandleFunc("GET /desk/publicity/{tag}", h.staff(h.record(h.tagPage)))
	h.mux.HandleFunc("POST /desk/publicity/{tag}/{step}", h.staff(h.steps(h.tagPage, h.tagStep)))
	h.mux.HandleFunc("GET /desk/publicity/{tag}/poster", h.staff(h.tagPoster))
}

// byTag is the first page for whoever comes by a poster or link.
func (h *handler) byTag(v *visit) error {
	q := v.r.URL.Query()
	q.Set("c", v.r.PathValue("tag"))
	v.r.URL.RawQuery = q.Encode()
	return h.home(v)
}

// tag is the one by which somebody came here, "" for none that runs. It
// goes from page to page in links and forms; nothing is kept in the browser.
func (v *visit) tag() string {
	tag := v.r.URL.Query().Get("c")
	if v.r.Method == http.MethodPost {
		tag = v.value("campaign")
	}
	if tag == "" {
		return ""
	}
	ok, err := v.h.Publicity.Open(v.r.Context(), tag)
	if err != nil {
		v.h.Logger.Warn("campaign not looked up", "error", err.Error())
	}
	if !ok {
		return ""
	}
	return tag
}

// count adds one to a campaign. That it fails, or that somebody asks too often,
// is nothing to trouble people with.
func (v *visit) count(tag, what string) {
	if tag == "" || v.limit("campaign", v.ipKey()) != nil {
		return
	}
	if err := v.h.Publicity.Count(v.r.Context(), tag, what); err != nil {
		v.h.Logger.Warn("campaign not counted", "error", err.Error())
	}
}

// tagOptions are the campaigns that an operator may name in a call.
func (v *visit) tagOptions() ([]option, error) {
	all, err := v.h.Publicity.All(v.r.Context())
	if err != nil {
		return nil, err
	}
	var out []option
	for _, c := range all {
		if c.Closed.IsZero() {
			out = append(out, option{Value: c.Tag, Label: c.Title})
		}
	}
	return out, nil
}

func (v *visit) mayRunPublicity() error {
	if !v.role(samad.RoleAdmin) {
		return samad.ErrForbidden
	}
	return nil
}

func (h *handler) publicityPage(v *visit) (recordPage, error) {
	page := recordPage{frame: v.frame(v.T("تبلیغ و آگاهی‌رسانی", "Campaigns")), Action: "/desk/publicity"}
	if err := v.mayRunPublicity(); err != nil {
		return page, err
	}
	page.Lead = v.T("هر پوستر یا پیوند برچسبی دارد و شمرده می‌شود که چند بازدید، تماس و پرونده آورده است. هیچ چیزی از کسی نگه داشته نمی‌شود.", "Every poster or link has a tag, and what it brought is counted: visits, calls, cases. Nothing is kept of anybody.")
	all, err := h.Publicity.All(v.r.Context())
	if err != nil {
		return page, err
	}
	t := table(v.T("کارزارها", "Campaigns"), v.T("هنوز کارزاری نیست. در بالا برچسب و عنوانی بنویسید تا پوستر و پیوند آن ساخته شود.", "There are none yet. Write a tag and a title above, and its poster and link are made."),
		v.T("عنوان", "Title"), v.T("برچسب", "Tag"), v.T("بازدید", "Visits"), v.T("تماس", "Calls"), v.T("پرونده", "Cases"), v.T("از", "Since"), v.T("وضعیت", "State"))
	for _, c := range all {
		state := v.T("در جریان", "running")
		if !c.Closed.IsZero() {
			state = v.T("پایان‌یافته", "ended")
		}
		t.add(under("/desk/publicity", c.Tag), c.Title, c.Tag, page.N(c.Visits), page.N(c.Calls), page.N(c.Cases), page.Day(c.Created), state)
	}
	page.Tables = []recordTable{t}
	page.Forms = []form{{Step: "create", Title: v.T("کارزار تازه", "New campaign"), Button: v.T("ساختن", "Create"), Open: len(all) == 0, Fields: []field{
		{Name: "tag", Kind: "code", Label: v.T("برچسب", "Tag"), Required: true, Hint: v.T("حروف کوچک لاتین و خط تیره؛ در پیوند می‌آید، مانند bazaar-autumn", "small letters and hyphens; it stands in the link, such as bazaar-autumn")},
		{Name: "title", Kind: "text", Label: v.T("عنوان", "Title"), Required: true, Hint: v.T("مانند «پوستر بازار، پاییز»", "such as “Poster in the bazaar, autumn”")},
	}}}
	if len(all) > 0 {
		page.Links = []link{{"CSV", "/desk/publicity.csv"}, {"JSON", "/desk/publicity.json"}}
	}
	return page, nil
}

func (h *handler) publicityStep(v *visit, step string) (string, error) {
	if err := v.mayRunPublicity(); err != nil {
		return "", err
	}
	if step != "create" {
		return "", errNoStep
	}
	err := h.Publicity.Create(v.r.Context(), v.value("tag"), v.value("title"))
	switch {
	case errors.Is(err, publicity.ErrTag):
		return "", refused("tag", "برچسب دو تا سی‌ودو نویسه از حروف کوچک لاتین و خط تیره است.", "2 to 32 of a-z and hyphens")
	case errors.Is(err, publicity.ErrTitle):
		return "", refused("title", "عنوانی کوتاه بنویسید.", "write a short title")
	case errors.Is(err, publicity.ErrTaken):
		return "", refused("tag", "این برچسب گرفته شده است.", "this tag is taken")
	}
	return "/desk/publicity?done=create", err
}

// find returns the campaign of the path.
func (h *handler) findTag(v *visit) (publicity.Campaign, error) {
	if err := v.mayRunPublicity(); err != nil {
		return publicity.Campaign{}, err
	}
	all, err := h.Publicity.All(v.r.Context())
	if err != nil {
		return publicity.Campaign{}, err
	}
	for _, c := range all {
		if c.Tag == v.r.PathValue("tag") {
			return c, nil
		}
	}
	return publicity.Campaign{}, errNoPage
}

func (h *handler) tagPage(v *visit) (recordPage, error) {
	c, err := h.findTag(v)
	if err != nil {
		return recordPage{}, err
	}
	at := under("/desk/publicity", c.Tag)
	page := recordPage{frame: v.frame(c.Title), Back: link{v.T("همه کارزارها", "All campaigns"), "/desk/publicity"}, Action: at}
	page.Facts = []said{
		{Name: v.T("بازدید", "Visits"), Text: page.N(c.Visits)}, {Name: v.T("تماس", "Calls"), Text: page.N(c.Calls)}, {Name: v.T("پرونده", "Cases"), Text: page.N(c.Cases)},
		{Name: v.T("از", "Since"), Text: page.Day(c.Created)},
	}
	page.Hashes = []said{{Name: v.T("پیوند", "Link"), Text: v.origin() + "/c/" + c.Tag}}
	page.Links = []link{{v.T("پوستر A۴", "Poster A4"), at + "/poster"}, {v.T("پوستر A۳", "Poster A3"), at + "/poster?size=a3"}}
	days, err := h.Publicity.Days(v.r.Context(), c.Tag)
	if err != nil {
		return page, err
	}
	t := table(v.T("روز به روز", "Day by day"), v.T("هنوز کسی با این برچسب نیامده است. پوستر را چاپ کنید یا پیوند را در کانال‌ها بگذارید.", "Nobody has come by this tag yet. Print the poster, or put the link into channels."),
		v.T("روز", "Day"), v.T("بازدید", "Visits"), v.T("تماس", "Calls"), v.T("پرونده", "Cases"))
	for _, d := range days {
		day, err := persian.Parse(d.Day)
		if err != nil {
			return page, err
		}
		t.add("", page.Day(day.Start(h.Location)), page.N(d.Visits), page.N(d.Calls), page.N(d.Cases))
	}
	page.Tables = []recordTable{t}
	if c.Closed.IsZero() {
		page.Forms = []form{{Step: "close", Title: v.T("پایان کارزار", "End the campaign"), Hint: v.T("پس از آن چیزی شمرده نمی‌شود؛ پیوند همچنان به صفحه نخست می‌رسد.", "Nothing is counted after that; the link still leads to the first page."), Button: v.T("پایان", "End")}}
	} else {
		page.Tags = []string{v.T("پایان‌یافته", "ended")}
		page.Forms = []form{{Step: "open", Title: v.T("ادامه کارزار", "Go on with the campaign"), Button: v.T("ادامه", "Go on")}}
	}
	return page, nil
}

func (h *handler) tagStep(v *visit, step string) (string, error) {
	c, err := h.findTag(v)
	if err != nil {
		return "", err
	}
	if step != "close" && step != "open" {
		return "", errNoStep
	}
	return under("/desk/publicity", c.Tag) + "?done=" + step, h.Publicity.Close(v.r.Context(), c.Tag, step == "close")
}

// openTag is a campaign in open data.
type openTag struct {
	Tag    string     `json:"tag"`
	Title  string     `json:"title"`
	Since  time.Time  `json:"since"`
	Ended  *time.Time `json:"ended"`
	Visits int64      `json:"visits"`
	Calls  int64      `json:"calls"`
	Cases  int64      `json:"cases"`
}

// publicityFile gives the list to spreadsheets and programs.
func (h *handler) publicityFile(v *visit, sheet bool) error {
	if err := v.mayRunPublicity(); err != nil {
		return err
	}
	all, err := h.Publicity.All(v.r.Context())
	if err != nil {
		return err
	}
	var body bytes.Buffer
	if sheet {
		body.WriteString("\ufeff") // or spreadsheets take it for another encoding
		w := csv.NewWriter(&body)
		rows := [][]string{{"tag", "title", "since", "ended", "visits", "calls", "cases"}}
		for _, c := range all {
			ended := ""
			if !c.Closed.IsZero() {
				ended = c.Closed.Format(time.RFC3339)
			}
			rows = append(rows, []string{c.Tag, plainCell(c.Title), c.Created.Format(time.RFC3339), ended,
				strconv.FormatInt(c.Visits, 10), strconv.FormatInt(c.Calls, 10), strconv.FormatInt(c.Cases, 10)})
		}
		if err := w.WriteAll(rows); err != nil {
			return fmt.Errorf("webdesk: publicity as CSV: %w", err)
		}
		return v.file("samad-publicity.csv", "text/csv; charset=utf-8", body.Bytes())
	}
	out := []openTag{}
	for _, c := range all {
		one := openTag{Tag: c.Tag, Title: c.Title, Since: c.Created, Visits: c.Visits, Calls: c.Calls, Cases: c.Cases}
		if !c.Closed.IsZero() {
			one.Ended = &c.Closed
		}
		out = append(out, one)
	}
	enc := json.NewEncoder(&body)
	enc.SetIndent("", "  ")
	if err := enc.Encode(map[string]any{"campaigns": out}); err != nil {
		return fmt.Errorf("webdesk: publicity as JSON: %w", err)
	}
	return v.file("samad-publicity.json", "application/json; charset=utf-8", body.Bytes())
}

// tagPoster is the poster with the campaign's own QR code.
func (h *handler) tagPoster(v *visit) error {
	c, err := h.findTag(v)
	if err != nil {
		return err
	}
	return v.poster(posters()[0], "/c/"+c.Tag, under("/desk/publicity", c.Tag))
}
