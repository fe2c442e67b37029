package webdesk

import "github.com/samad111/go-samad/samad"

// guideRoutes lays the guide for everybody and its posters.
func (h *handler) guideRoutes() {
	h.mux.HandleFunc("GET /guide", h.open(h.guide))
	h.mux.HandleFunc("GET /guide/{page}", h.open(h.guide))
	h.mux.HandleFunc("GET /guide/posters/{name}", h.open(h.guidePoster))
}

// guideCard is one step or one answer: a few words and a line.
type guideCard struct{ Title, Text string }

type guideLink struct {
	URL, Title, Text string
	Current          bool
}

type guidePage struct {
	frame
	Lead   string
	Steps  bool // the cards are steps one after the other
	Cards  []guideCard
	Pages  []guideLink
	More   []guideLink // what to do next
	Images []guideLink // posters
}

// guideText is a page of the guide in short sentences, for people who read
// little. The texts are data, so that a test holds their length.
type guideText struct {
	Name  string
	Title samad.Text
	Menu  samad.Text
	Lead  samad.Text
	Steps bool
	Cards [][2]samad.Text
}

// guides are the pages of the guide in their order.
func (h *handler) guides(v *visit) []guideText {
	limit, aim := h.usual(v.frame(""), samad.Request)
	if limit == "" {
		limit = v.T("مهلت آن", "its time")
	}
	within := samad.Text{Fa: "از روز ارجاع " + limit + " وقت دارد.", En: "It has " + limit + " from the referral."}
	if aim != "" {
		within.Fa += " هدف " + aim + " است."
		within.En += " The aim is " + aim + "."
	}
	return []guideText{
		{
			Name: "file", Title: samad.Text{Fa: "چگونه درخواست بدهم؟", En: "How do I file?"}, Menu: samad.Text{Fa: "ثبت درخواست", En: "Filing"},
			Lead: samad.Text{Fa: "سه راه هست. همه رایگان است.", En: "There are three ways. All are free."},
			Cards: [][2]samad.Text{
				{{Fa: "با تلفن", En: "By telephone"}, {Fa: "شماره ۱۱۱ را بگیرید. کارشناس می‌نویسد و کد را می‌خواند.", En: "Call 111. The operator writes it down and reads you the code."}},
				{{Fa: "با گوشی یا رایانه", En: "By phone or computer"}, {Fa: "«ثبت درخواست» را بزنید. چند پرسش کوتاه است.", En: "Press “File a case”. It is a few short questions."}},
				{{Fa: "حضوری", En: "In person"}, {Fa: "به مرکز سامد یا میز خدمت بروید. برایتان ثبت می‌کنند.", En: "Go to the Samad centre or a service desk. They file it for you."}},
				{{Fa: "چه بگویم؟", En: "What do I say?"}, {Fa: "چه شده؟ کجا؟ از کی؟ چه می‌خواهید؟ همین.", En: "What happened? Where? Since when? What do you want? That is all."}},
				{{Fa: "نامم را بگویم؟", En: "Must I give my name?"}, {Fa: "اگر بخواهید نه. «محرمانه» یعنی دستگاه نمی‌داند کیستید.", En: "Not if you do not want to. Confidential means the office does not know who you are."}},
			},
		},
		{
			Name: "after", Title: samad.Text{Fa: "بعد چه می‌شود؟", En: "What happens then?"}, Menu: samad.Text{Fa: "بعد از ثبت", En: "After filing"}, Steps: true,
			Lead: samad.Text{Fa: "پرونده شما این راه را می‌رود.", En: "This is the way of your case."},
			Cards: [][2]samad.Text{
				{{Fa: "کد می‌گیرید", En: "You get a code"}, {Fa: "کد رهگیری و رمز را نگه دارید. رمز را به کسی ندهید.", En: "Keep the tracking code and the PIN. Give the PIN to nobody."}},
				{{Fa: "خوانده می‌شود", En: "It is read"}, {Fa: "کارشناس سامد آن را می‌خواند. اگر چیزی کم باشد می‌پرسد.", En: "The Samad centre reads it, and asks if something is missing."}},
				{{Fa: "به دستگاه می‌رود", En: "It goes to the office"}, within},
				{{Fa: "پاسخ می‌آید", En: "The answer comes"}, {Fa: "به شما خبر می‌دهیم. پاسخ می‌گوید چه شد و گام بعد چیست.", En: "We tell you. The answer says what was done and what comes next."}},
				{{Fa: "شما می‌گویید", En: "You have your say"}, {Fa: "می‌پذیرید، اعتراض می‌کنید، یا امتیاز می‌دهید.", En: "You accept, object, or rate it."}},
			},
		},
		{
			Name: "rights", Title: samad.Text{Fa: "حق من چیست؟", En: "What are my rights?"}, Menu: samad.Text{Fa: "حق و مهلت", En: "Rights and deadlines"},
			Lead: samad.Text{Fa: "این‌ها حق شماست. خواهش نیست.", En: "These are your rights, not favours."},
			Cards: [][2]samad.Text{
				{{Fa: "حق پاسخ", En: "An answer"}, {Fa: "هیچ پرونده‌ای بی‌پاسخ یا بی‌دلیل بسته نمی‌شود.", En: "No case is closed without an answer or a reason."}},
				{{Fa: "مهلت", En: "The deadline"}, within},
				{{Fa: "اگر دیر شد", En: "If it is late"}, {Fa: "خودِ سامانه به مقام بالاتر خبر می‌دهد. شما کاری نکنید.", En: "The system tells a higher office by itself. You need do nothing."}},
				{{Fa: "حق اعتراض", En: "To object"}, {Fa: "اگر پاسخ درست نیست، با کد و رمز اعتراض کنید. دوباره رسیدگی می‌شود.", En: "If the answer is wrong, object with code and PIN. It is looked at again."}},
				{{Fa: "نام پوشیده", En: "Secrecy"}, {Fa: "نام و شماره شما رمز می‌شود و پس از سال‌ها پاک می‌شود.", En: "Your name and number are encrypted, and erased after years."}},
				{{Fa: "بی‌پول", En: "No money"}, {Fa: "هیچ‌کس حق ندارد پول بگیرد. اگر گرفت به ۱۱۱ بگویید.", En: "Nobody may take money. If somebody does, tell 111."}},
				{{Fa: "آنچه کار سامد نیست", En: "What Samad is not for"}, {Fa: "دعوای خصوصی و دادگاه. خطر جانی: ۱۱۵ و ۱۱۰ و ۱۲۵.", En: "Private disputes and courts. In danger call 115, 110, 125."}},
			},
		},
	}
}

func (h *handler) guide(v *visit) error {
	name := v.r.PathValue("page")
	all := h.guides(v)
	page := guidePage{frame: v.frame(v.T("راهنمای سامد", "Guide to Samad")), Lead: v.T("سامد حرف شما را به دولت می‌رساند و پاسخ را برمی‌گرداند.", "Samad takes your word to the government and brings the answer back.")}
	found := name == "" || name == "posters"
	for _, g := range all {
		page.Pages = append(page.Pages, guideLink{"/guide/" + g.Name, g.Menu.In(v.lang), g.Lead.In(v.lang), g.Name == name})
		if g.Name != name {
			continue
		}
		found = true
		page.Title, page.Lead, page.Steps = g.Title.In(v.lang), g.Lead.In(v.lang), g.Steps
		for _, c := range g.Cards {
			page.Cards = append(page.Cards, guideCard{c[0].In(v.lang), c[1].In(v.lang)})
		}
	}
	if !found {
		return errNoPage
	}
	page.Pages = append(page.Pages, guideLink{"/guide/posters", v.T("پوستر برای چاپ", "Posters to print"), v.T("برای باجه، اداره و مسجد محله.", "For counters, offices and the neighbourhood."), name == "posters"})
	if name == "posters" {
		page.Title, page.Lead = v.T("پوستر برای چاپ", "Posters to print"), v.T("چاپ کنید و در باجه، اداره یا محله بزنید.", "Print them and put them up at counters, offices or in the neighbourhood.")
		for _, p := range posters() {
			page.Images = append(page.Images, guideLink{URL: "/guide/posters/" + p.Name, Title: p.Title.In(v.lang), Text: p.Lines[0].In(v.lang)})
		}
	}
	page.More = []guideLink{
		{URL: "/file", Title: v.T("ثبت درخواست", "File a case")},
		{URL: "/follow", Title: v.T("پیگیری پرونده", "Follow a case")},
	}
	return v.show(200, "guide", page)
}

// posterText is what a poster says, big and little.
type posterText struct {
	Name  string
	Title samad.Text
	Lines []samad.Text
}

// posters are those to print; the first is that of campaigns.
func posters() []posterText {
	return []posterText{
		{"call", samad.Text{Fa: "حرف شما با دولت", En: "Your word to the government"}, []samad.Text{
			{Fa: "درخواست، شکایت، پیشنهاد یا گزارش دارید؟", En: "A request, complaint, idea or report?"},
			{Fa: "زنگ بزنید یا این نشان را با گوشی بخوانید.", En: "Call, or read this code with your phone."},
			{Fa: "کد رهگیری می‌گیرید و پاسخ را می‌بینید.", En: "You get a tracking code and see the answer."},
			{Fa: "رایگان است. بی‌نام هم می‌شود.", En: "It is free, and may be anonymous."},
		}},
		{"rights", samad.Text{Fa: "پاسخ حق شماست", En: "An answer is your right"}, []samad.Text{
			{Fa: "دستگاه باید در مهلت پاسخ بدهد.", En: "The office must answer in time."},
			{Fa: "اگر دیر شد، به مقام بالاتر می‌رسد.", En: "If it is late, it goes to a higher office."},
			{Fa: "اگر پاسخ درست نیست، اعتراض کنید.", En: "If the answer is wrong, object."},
			{Fa: "هیچ‌کس حق ندارد برای رسیدگی پول بگیرد.", En: "Nobody may take money for it."},
		}},
		{"counter", samad.Text{Fa: "اینجا درخواست شما را ثبت می‌کنیم", En: "We file your case here"}, []samad.Text{
			{Fa: "بگویید چه شده، کجا و از کی.", En: "Say what happened, where and since when."},
			{Fa: "برگه کد و رمز را بگیرید و نگه دارید.", En: "Take the slip with code and PIN, and keep it."},
			{Fa: "با همان کد از خانه پیگیری کنید؛ دوباره نیایید.", En: "Follow it from home with the code; no need to come again."},
		}},
	}
}

type posterPage struct {
	frame
	Back string
	Size string // "a4" or "a3"
	// OtherSize leads to the same poster in the other size.
	OtherSize string
	Lines     []string
	URL       string // as it is printed
	QR        qrCode
}

// poster shows a poster whose code leads to the path.
func (v *visit) poster(p posterText, path, back string) error {
	page := posterPage{frame: v.frame(p.Title.In(v.lang)), Back: back, Size: "a4", OtherSize: "?size=a3", URL: v.origin() + path}
	if v.r.URL.Query().Get("size") == "a3" {
		page.Size, page.OtherSize = "a3", "?size=a4"
	}
	for _, l := range p.Lines {
		page.Lines = append(page.Lines, l.In(v.lang))
	}
	var err error
	if page.QR, err = newQR(page.URL); err != nil {
		return err
	}
	return v.show(200, "poster", page)
}

func (h *handler) guidePoster(v *visit) error {
	for _, p := range posters() {
		if p.Name == v.r.PathValue("name") {
			return v.poster(p, "/", "/guide/posters")
		}
	}
	return errNoPage
}
