package webdesk

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/samad111/go-samad/examples/intake/account"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/oversight"
)

func planState(s oversight.PlanState) samad.Text {
	return map[oversight.PlanState]samad.Text{
		oversight.Committed: {Fa: "تعهد ثبت شده", En: "committed"},
		oversight.Drawn:     {Fa: "قرعه کشیده شده", En: "drawn"},
		oversight.Revealed:  {Fa: "آشکار شده", En: "revealed"},
	}[s]
}

// span writes a period in words.
func (v *visit) span(f frame, p oversight.Period) string {
	return f.Day(p.From.Start(v.h.Location)) + v.T(" تا ", " to ") + f.Day(p.To.Start(v.h.Location))
}

// drawsOf lists the draws of visits for those who plan them.
func (h *handler) drawsOf(v *visit, page *recordPage) error {
	plans, _, err := h.Rooms.Oversight.PublicPlans(v.r.Context(), "", 24)
	if err != nil {
		return err
	}
	t := table(v.T("قرعه‌های بازدید", "Draws of visits"), v.T("هنوز تعهدی ثبت نشده است. پیش از آغاز دوره، تعهد قرعه را با فرم بالا ثبت کنید.", "Nothing was committed to yet. Commit to a draw by the form above before the period begins."), v.T("دوره", "Period"), v.T("وضعیت", "State"), v.T("شمار", "Visits"))
	for _, one := range plans {
		p, err := h.Rooms.Oversight.Plan(v.r.Context(), v.actor(), one.ID)
		if errors.Is(err, samad.ErrNotFound) {
			continue // of another place
		}
		if err != nil {
			return err
		}
		t.add(under("/desk/draws", p.ID), v.span(page.frame, p.Period), planState(p.State).In(v.lang), page.N(p.Count))
	}
	page.Tables = append(page.Tables, t)
	return nil
}

// drawPage is one draw as those who plan visits see it.
func (h *handler) drawPage(v *visit) (recordPage, error) {
	p, err := h.Rooms.Oversight.Plan(v.r.Context(), v.actor(), v.r.PathValue("id"))
	if err != nil {
		return recordPage{}, err
	}
	page := recordPage{
		frame: v.frame(v.T("قرعه بازدید", "Draw of visits")), Back: link{v.T("بازدیدها", "Visits"), "/desk/visits"}, Action: under("/desk/draws", p.ID),
		Tags: []string{planState(p.State).In(v.lang)}, Links: []link{{v.T("آنچه همه می‌بینند", "What everybody sees"), under("/open-doors/draws", p.ID)}},
	}
	page.Lead = v.span(page.frame, p.Period)
	page.Facts = []said{{v.T("شمار بازدید", "Visits"), page.N(p.Count)}, {v.T("تعهد ثبت شد در", "Committed"), page.at(p.CommittedAt)}, {v.T("قرعه کشیده شد در", "Drawn"), page.at(p.DrawnAt)}, {v.T("آشکار شد در", "Revealed"), page.at(p.RevealedAt)}}
	page.Facts = slices.DeleteFunc(page.Facts, func(s said) bool { return s.Text == "" })
	if p.State != oversight.Committed {
		page.Tables = v.drawTables(page.frame, p.Draw)
	}
	if !v.role(samad.RoleOversight) {
		return page, nil
	}
	switch {
	case p.State == oversight.Committed:
		f, err := h.drawForm(v)
		if err != nil {
			return recordPage{}, err
		}
		page.Forms = []form{f}
	case p.State == oversight.Drawn && h.today().After(p.Period.To):
		page.Forms = []form{{Step: "reveal", Title: v.T("آشکار کردن", "Reveal"), Button: v.T("انتشار عدد پنهان", "Publish the seed"), Open: true,
			Hint: v.T("عدد پنهان، فهرست، وزن‌ها و برگزیده‌ها برای همه آشکار می‌شود و هر کس می‌تواند قرعه را دوباره بکشد.", "Seed, list, weights and the chosen become public, and anybody can repeat the draw.")}}
	case p.State == oversight.Drawn:
		page.Words = append(page.Words, said{v.T("گام بعد", "Next"), v.T("پس از پایان دوره عدد پنهان منتشر می‌شود.", "After the period the seed is published.")})
	}
	return page, nil
}

// drawForm asks for the inspectors and the beacon.
func (h *handler) drawForm(v *visit) (form, error) {
	people, err := h.inspectors(v)
	if err != nil {
		return form{}, err
	}
	f := form{Step: "draw", Title: v.T("کشیدن قرعه", "Draw"), Button: v.T("قرعه بکش", "Draw"), Open: true,
		Hint: v.T("وزن هر پست از غیبت‌ها و دیرکردهای سال گذشته و هفته‌های پس از بازدید پیشین به دست می‌آید.", "A post weighs by its absences and lateness of the last year and the weeks since it was last visited.")}
	for i, p := range people {
		f.Fields = append(f.Fields, field{Name: fmt.Sprintf("inspector-%d", i), Kind: "check", Label: v.person(p), Value: "yes"})
	}
	f.Fields = append(f.Fields, field{Name: "beacon", Kind: "text", Label: v.T("عدد همگانی", "Public number"),
		Hint: v.T("عددی که پیش از این کسی نمی‌توانست بداند، مانند شماره‌های قرعه‌کشی دیروز بانک‌ها", "one that nobody could know before, such as yesterday's lottery")})
	if len(people) == 0 {
		f.Hint += " " + v.T("هنوز بازرسی در حساب‌ها نیست؛ بازدیدها بی‌بازرس می‌مانند تا سپرده شوند.", "No account is an inspector yet; the visits wait for one.")
	}
	return f, nil
}

// inspectors are the accounts that may be sent.
func (h *handler) inspectors(v *visit) ([]account.Account, error) {
	all, err := h.Accounts.All(v.r.Context())
	if err != nil {
		return nil, fmt.Errorf("webdesk: list inspectors: %w", err)
	}
	return slices.DeleteFunc(all, func(a account.Account) bool {
		return a.Disabled || a.Role != samad.RoleInspector || !a.Place.Under(v.province())
	}), nil
}

// drawTables are the chosen and the list of a draw.
func (v *visit) drawTables(f frame, d oversight.Draw) []recordTable {
	agency := map[string]string{}
	list := table(v.T("فهرست و وزن‌ها", "List and weights"), "", v.T("پست", "Post"), v.T("وزن", "Weight"), v.T("امتیاز خطر", "Risk"), v.T("هفته از بازدید پیشین", "Weeks since a visit"))
	list.Hint = v.T("هر پست به اندازه وزنش بخت دارد: هرچه غیبت و دیرکردش بیشتر و بازدید پیشینش دورتر، وزنش بیشتر.", "A post's chance is its weight: the more absences and lateness, and the longer since its last visit, the more it weighs.")
	for _, c := range d.Candidates {
		agency[c.ID] = v.agencyName(c.Agency)
		list.add("", agency[c.ID], f.N(c.Weight), f.N(c.Risk), f.N(c.Weeks))
	}
	chosen := table(v.T("برگزیده‌ها", "Chosen"), v.T("پستی برگزیده نشد. پست‌های زیر نظر را بیفزایید و برای دوره بعد قرعه بکشید.", "No post was chosen. Add posts to be watched, and draw for the next period."), v.T("پست", "Post"), v.T("روز", "Day"), v.T("ساعت", "Time"))
	for _, c := range d.Chosen {
		chosen.add("", agency[c.Candidate], f.Day(c.Day.Start(v.h.Location)), f.clock(c.Minute))
	}
	return []recordTable{chosen, list}
}

func (h *handler) drawStep(v *visit, step string) (string, error) {
	ctx, id, office := v.r.Context(), v.r.PathValue("id"), h.Rooms.Oversight
	to := under("/desk/draws", id) + "?done=" + step
	switch step {
	case "draw":
		people, err := h.inspectors(v)
		if err != nil {
			return "", err
		}
		var sent []oversight.Inspector
		for i, p := range people {
			if v.value(fmt.Sprintf("inspector-%d", i)) != "" {
				one := oversight.Inspector{Account: p.ID}
				if p.Agency != "" {
					one.NotTo = []samad.AgencyID{p.Agency} // nobody inspects the own office
				}
				sent = append(sent, one)
			}
		}
		_, err = office.DrawPlan(ctx, v.actor(), id, sent, strings.TrimSpace(v.value("beacon")))
		return to, err
	case "reveal":
		_, err := office.RevealPlan(ctx, v.actor(), id)
		return to, err
	default:
		return "", errNoStep
	}
}

// publicDraw shows everybody a draw: its commitment, and once it is revealed all
// that is needed to repeat it.
func (h *handler) publicDraw(v *visit) error {
	p, err := h.Rooms.Oversight.PublicPlan(v.r.Context(), v.r.PathValue("id"))
	if err != nil {
		return err
	}
	if v.r.URL.Query().Get("format") == "json" {
		body, err := json.MarshalIndent(p, "", "  ")
		if err != nil {
			return fmt.Errorf("webdesk: encode a draw: %w", err)
		}
		return v.file("draw.json", "application/json", append(body, '\n'))
	}
	page := recordPage{
		frame: v.frame(v.T("قرعه بازدید از مدیران", "Draw of visits to managers")), Back: link{v.T("آمار و نظارت", "Figures and oversight"), "/figures"}, Action: "#",
		Tags: []string{planState(p.State).In(v.lang)}, Links: []link{{v.T("همه داده‌ها برای آزمودن (JSON)", "All data, to check it (JSON)"), under("/open-doors/draws", p.ID) + "?format=json"}},
	}
	page.Lead = v.span(page.frame, p.Period)
	page.Facts = []said{{v.T("منتشر شد در", "Published"), page.at(p.CommittedAt)}}
	page.Hashes = []said{{v.T("اثر انگشت عدد پنهان", "Print of the seed"), p.Commitment.String()}}
	if p.Draw == nil {
		page.Words = []said{{v.T("چرا پنهان است", "Why it is secret"), v.T(
			"بازدیدها سرزده است. عدد پنهان پیش از آغاز دوره ساخته و اثر انگشتش همان روز منتشر شد؛ پس از پایان دوره خود عدد، فهرست و وزن‌ها منتشر می‌شود تا هر کس بیازماید که قرعه دست‌کاری نشده است.",
			"Visits are unannounced. The seed was made before the period and its print published that day; after the period the seed, the list and the weights are published, so that anybody can check that nobody meddled with the draw.")}}
		return v.showRecord(200, page)
	}
	verdict := v.T("قرعه با تعهد و وزن‌های منتشرشده یکی است.", "The draw is the one that the commitment and the weights give.")
	if err := oversight.VerifyDraw(p.Commitment, *p.Draw); err != nil {
		verdict = v.T("قرعه با تعهد یکی نیست.", "The draw is not the one that was committed to.")
	}
	page.Hashes = append(page.Hashes, said{v.T("عدد پنهان", "Seed"), hexOf(p.Draw.Seed)})
	if p.Draw.Beacon != "" {
		page.Hashes = append(page.Hashes, said{v.T("عدد همگانی", "Public number"), p.Draw.Beacon})
	}
	page.Facts = append(page.Facts, said{v.T("آزمون", "Check"), verdict})
	page.Tables = v.drawTables(page.frame, *p.Draw)
	return v.showRecord(200, page)
}

// person names an account for those who choose among several.
func (v *visit) person(a account.Account) string {
	name := a.Post.In(v.lang)
	if a.Agency != "" {
		name += v.T("، ", ", ") + v.agencyName(a.Agency)
	}
	return strings.TrimPrefix(name+v.T(" (", " (")+a.Username+")", v.T("، ", ", "))
}
