package main

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/examples/intake/sandbox"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/training"
	"github.com/samad111/go-samad/storage"
)

// trainee is somebody in a sandbox.
type trainee struct{ *visitor }

// card is the part of the page of tasks that speaks of one.
func (v trainee) card(task string) string {
	v.t.Helper()
	p := v.get("/desk/training")
	require.Equal(v.t, http.StatusOK, p.Status, p.HTML)
	_, rest, ok := strings.Cut(p.HTML, `id="`+task+`"`)
	require.True(v.t, ok, "%s is no task of this role", task)
	out, _, _ := strings.Cut(rest, "</section>")
	return out
}

var stagedLink = regexp.MustCompile(`href="(/desk/(?:cases|visits|meetings|sessions|demands|letters)/[0-9A-Za-z%._-]+)"`)

// begin begins a task and returns the pages that were made for it.
func (v trainee) begin(task string) (paths []string) {
	v.t.Helper()
	p := v.post("/desk/training/"+task+"/begin", nil)
	require.Equal(v.t, http.StatusOK, p.Status, p.text(v.t))
	for _, m := range stagedLink.FindAllStringSubmatch(v.card(task), -1) {
		paths = append(paths, m[1])
	}
	return paths
}

// do takes a step on the first page that was made for a task.
func (v trainee) do(path, step string, fill map[string]string) {
	v.t.Helper()
	p := v.get(path)
	require.Equal(v.t, http.StatusOK, p.Status, p.text(v.t))
	q := v.send(p, path+"/"+step, fill)
	require.Equal(v.t, http.StatusOK, q.Status, q.text(v.t))
}

// passes checks a task and expects it to be done, or not yet.
func (v trainee) passes(task string, want bool) string {
	v.t.Helper()
	p := v.post("/desk/training/"+task+"/check", nil)
	require.Equal(v.t, http.StatusOK, p.Status)
	card := v.card(task)
	require.Equal(v.t, want, strings.Contains(card, "پایان:"), "%s: %s", task, card)
	return card
}

const goodReason = "این موضوع دعوای خصوصی است و سامد به آن رسیدگی نمی‌کند؛ به دفتر خدمات قضایی بروید."

// TestEveryTrainingTask does every task wrongly or not at all, and then right,
// by the pages on which people work.
func TestEveryTrainingTask(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir(), "--training", "--demo=60", "--limits", "off")
	printed := strings.Join(s.lines, "\n")
	require.Contains(t, printed, "training  a sandbox")
	key := regexp.MustCompile(`--training-key (\S+)`).FindStringSubmatch(printed)
	require.NotNil(t, key)
	as := func(name string) trainee { return trainee{s.signedIn(t, name)} }
	done := map[string]bool{}
	pass := func(v trainee, task string) {
		t.Helper()
		v.passes(task, true)
		done[task] = true
	}

	op := as("operator")
	op.begin("operator-call")
	assert.Contains(t, op.passes("operator-call", false), "هنوز پرونده‌ای از شما ثبت نشده است")
	p := op.send(op.get("/desk/call"), "/desk/call", map[string]string{"text": "آب نیست", "seconds": "60", "place": "1014"})
	require.Equal(t, http.StatusCreated, p.Status, p.text(t))
	card := op.passes("operator-call", false)
	assert.Contains(t, card, "متن بسیار کوتاه است")
	assert.Contains(t, card, "موضوع را برنگزیده‌اید")
	p = op.send(op.get("/desk/call"), "/desk/call", map[string]string{"text": "از دیروز فشار آب خانه ما بسیار کم است.", "seconds": "60", "place": "1014", "topic": "water/pressure"})
	require.Equal(t, http.StatusCreated, p.Status, p.text(t))
	pass(op, "operator-call")

	path := op.begin("operator-route")[0]
	op.do(path, "accept", map[string]string{"agency": "isf.tamin", "reason": "گمان"})
	assert.Contains(t, op.passes("operator-route", false), "دستگاه درست نیست")
	op.do(op.begin("operator-route")[0], "accept", nil)
	pass(op, "operator-route")

	two := op.begin("operator-duplicate")
	require.Len(t, two, 2)
	code := regexp.MustCompile(`class="code">([۰-۹ ]+)<`).FindStringSubmatch(op.get(two[0]).HTML)
	require.NotNil(t, code)
	op.do(two[1], "merge", map[string]string{"into": code[1]})
	pass(op, "operator-duplicate")

	path = op.begin("operator-decline")[0]
	op.do(path, "decline", map[string]string{"text": "نمی‌شود"})
	assert.Contains(t, op.passes("operator-decline", false), "دلیل کوتاه است")
	path = op.begin("operator-decline")[0]
	op.do(path, "accept", map[string]string{"agency": "isf.tamin", "reason": "گمان"})
	assert.Contains(t, op.passes("operator-decline", false), "نباید به دستگاهی ارجاع می‌شد")
	op.do(op.begin("operator-decline")[0], "decline", map[string]string{"text": goodReason})
	pass(op, "operator-decline")
	op.do(op.begin("operator-ask")[0], "ask", map[string]string{"question": "کدام خیابان و کوچه، و شماره تیر برق چند است؟"})
	pass(op, "operator-ask")
	path = op.begin("operator-console")[0] + "/console"
	p = op.send(op.get(path), path+"/next", nil)
	require.Equal(t, http.StatusOK, p.Status)
	fields := op.get(path).form(t, path+"/record")
	for name, value := range map[string]string{
		"do": "answer", "kind": "request", "text": "مستمری ماه پیش واریز نشده است.", "topic": "welfare/retirement", "place": "1014",
		"name": "نمونه آموزشی", "mobile": "09990000001", "explanation": "پرونده شما را دیدم؛ شماره حساب عوض شده بود.", "done": "همین حالا شماره درست ثبت شد.",
	} {
		fields.Set(name, value)
	}
	p = op.post(path+"/record", fields)
	require.Equal(t, http.StatusOK, p.Status, p.text(t))
	pass(op, "operator-console")
	assert.Equal(t, http.StatusForbidden, op.post("/desk/training/head-assign/begin", nil).Status, "a task of another role")
	assert.Equal(t, http.StatusNotFound, op.post("/desk/training/nothing/begin", nil).Status)

	expert := as("isf.abfa.expert")
	path = expert.begin("expert-answer")[0]
	expert.do(path, "answer", map[string]string{"explanation": "بررسی شد.", "done": "اقدام شد.", "outcome": "done", "final": "yes"})
	assert.Contains(t, expert.passes("expert-answer", false), "پاسخ از سنجش نمی‌گذرد")
	expert.do(expert.begin("expert-answer")[0], "answer", map[string]string{
		"explanation": "درخواست شما در روز دوم آبان ثبت شده بود ولی به واحد دیگری رفته بود.",
		"done":        "واحد مشترکان در روز سوم آذر آن را یافت و انشعاب را تأیید کرد.", "outcome": "done", "final": "yes",
	})
	pass(expert, "expert-answer")
	path = expert.begin("expert-not-ours")[0]
	expert.do(path, "return", map[string]string{"propose": "isf.tamin", "text": "برق کار ما نیست."})
	assert.Contains(t, expert.passes("expert-not-ours", false), "مسئول این موضوع نیست")
	expert.do(expert.begin("expert-not-ours")[0], "return", map[string]string{"propose": "isf.bargh", "text": "قطع برق کار شرکت توزیع برق است، نه آب و فاضلاب."})
	pass(expert, "expert-not-ours")
	power := as("isf.bargh.expert")
	assert.Contains(t, power.get(power.begin("expert-not-ours")[0]).HTML, "بیمه بیکاری", "who is right gets another sample")

	head := as("isf.tamin")
	head.do(head.begin("head-assign")[0], "assign", map[string]string{"expert": "isf.tamin.expert"})
	pass(head, "head-assign")
	head.do(head.begin("head-approve")[0], "approve", nil)
	pass(head, "head-approve")
	head.do(head.begin("head-extend")[0], "extend", map[string]string{"by": "5d", "reason": "بازدید کارشناس از دیوار برای روز شنبه برنامه‌ریزی شده است."})
	pass(head, "head-extend")

	watch := as("oversight")
	watch.do(watch.begin("oversight-warn")[0], "excuse", map[string]string{"reason": "بار نخست است"})
	assert.Contains(t, watch.passes("oversight-warn", false), "بی‌نامه پایان داده‌اید")
	watch.do(watch.begin("oversight-warn")[0], "consequence", nil)
	pass(watch, "oversight-warn")
	path = watch.begin("oversight-demand")[0]
	code = regexp.MustCompile(`class="code">([۰-۹ ]+)<`).FindStringSubmatch(watch.get(path).HTML)
	require.NotNil(t, code)
	watch.do("/desk/demands", "open", map[string]string{"agency": "isf.abfa", "text": "مهلت گذشته و پاسخی نیامده است؛ تا سه روز پاسخ دهید.", "codes": code[1]})
	pass(watch, "oversight-demand")
	watch.begin("oversight-scorecard")
	watch.post("/desk/training/oversight-scorecard/tell", map[string][]string{"answer": {"isf.ostandari.bazresi"}})
	assert.Contains(t, watch.card("oversight-scorecard"), "این دستگاه بیشترین را ندارد")
	most := mostLate(t, s)
	watch.post("/desk/training/oversight-scorecard/tell", map[string][]string{"answer": {most}})
	pass(watch, "oversight-scorecard")

	host := as("meeting_host")
	host.do(host.begin("host-accept")[0], "accept", nil)
	pass(host, "host-accept")
	host.do(host.begin("host-stand-in")[0], "stand_in", map[string]string{"stand_in": "معاون بیمه‌ای", "reason": "در تهران جلسه دارم."})
	pass(host, "host-stand-in")

	inspector := as("inspector")
	inspector.do(inspector.begin("inspector-visit")[0], "report", map[string]string{"finding": "present", "at": "۱۰:۱۵"})
	assert.Contains(t, inspector.passes("inspector-visit", false), "هیچ نکته‌ای")
	inspector.do(inspector.begin("inspector-visit")[0], "report", map[string]string{"finding": "present", "at": "۱۰:۱۵", "people_received": "yes"})
	pass(inspector, "inspector-visit")

	others := tasksOfOtherRoles(t, as, pass)

	tasks, err := sandbox.Tasks()
	require.NoError(t, err)
	for _, task := range tasks {
		assert.True(t, done[task.ID], "nobody has tried %s", task.ID)
	}

	admin := s.administrator(t)
	results := admin.get("/desk/training")
	checkPersian(t, results)
	for _, name := range []string{"isf.tamin", "operator", "تأیید"} {
		assert.Contains(t, results.HTML, name)
	}
	head.get("/desk/training")
	assert.NotContains(t, strings.Join(strings.Fields(head.get("/desk/training").text(t)), " "), "isf.abfa.expert", "heads read of their own agency")
	assert.Equal(t, http.StatusForbidden, head.get("/desk/training/results.json").Status)
	file := admin.get("/desk/training/results.json")
	require.Equal(t, http.StatusOK, file.Status)
	for _, v := range append([]trainee{op, expert, head, watch, host, inspector}, others...) {
		for _, p := range *v.seen {
			require.Contains(t, p.HTML, `class="training"`, "%s says that this is training", p.Name)
			checkPersian(t, p)
		}
	}
	for _, path := range []string{"/", "/file", "/follow", "/nothing"} {
		assert.Contains(t, s.visitor(t).get(path).HTML, "محیط آموزشی", path)
	}
	nothingCarried(t, s)
	t.Run("as a condition", func(t *testing.T) { asCondition(t, key[1], file.HTML) })
}

// tasksOfOtherRoles does the tasks of those who work on few cases, or on none.
func tasksOfOtherRoles(t *testing.T, as func(string) trainee, pass func(trainee, string)) []trainee {
	t.Helper()
	shift := as("supervisor")
	shift.do(shift.begin("supervisor-escalate")[0], "escalate", map[string]string{"reason": "دیر شده"})
	assert.Contains(t, shift.passes("supervisor-escalate", false), "دلیل کوتاه است")
	shift.do(shift.begin("supervisor-escalate")[0], "escalate", map[string]string{"reason": "مهلت یک ماه پیش گذشت و دو یادآوری بی‌پاسخ ماند."})
	pass(shift, "supervisor-escalate")
	shift.do(shift.begin("supervisor-reopen")[0], "reopen", map[string]string{"reason": "پاسخ نمی‌گوید کدام چراغ‌ها و کی درست شدند."})
	pass(shift, "supervisor-reopen")

	assessor := as("agency_oversight")
	assessor.do(assessor.begin("assessment-send-back")[0], "send_back", map[string]string{"reason": "بنویسید کدام مدرک کم است و تا کی باید بیاید."})
	pass(assessor, "assessment-send-back")
	path := assessor.begin("assessment-demand")[0]
	assert.Contains(t, assessor.passes("assessment-demand", false), "هنوز به مطالبه پاسخ نداده‌اید")
	assessor.do(path, "answer", map[string]string{"text": "پرونده به واحد دیگری رفته بود؛ تا سه روز پاسخ داده می‌شود."})
	pass(assessor, "assessment-demand")

	press := as("agency_pr")
	press.begin("pr-article")
	article := map[string]string{"topic": "welfare/retirement", "title": "فیش مستمری را چگونه بگیریم", "text": "فیش هر ماه در سامانه خدمات غیرحضوری هست؛ با کد ملی وارد شوید."}
	press.do("/desk/advice", "new", article)
	assert.Contains(t, press.passes("pr-article", false), "نشانی خدمت الکترونیکی ندارد")
	article["link"], article["links"] = "خدمات غیرحضوری", "https://es.tamin.ir/"
	press.do("/desk/advice", "new", article)
	pass(press, "pr-article")

	secretary := as("commission_secretary")
	meet := func(agency, public string) {
		t.Helper()
		path := secretary.begin("secretary-session")[0]
		fields := secretary.get(path).form(t, path+"/open")
		chair := regexp.MustCompile(`<option value="(TRAINING-chair)"`).FindStringSubmatch(secretary.get(path).HTML)
		require.NotNil(t, chair)
		for name, value := range map[string]string{"present-1": "yes", "present-2": "yes", "president": chair[1]} {
			fields.Set(name, value)
		}
		p := secretary.post(path+"/open", fields)
		require.Equal(t, http.StatusOK, p.Status, p.text(t))
		secretary.do(path, "resolve", map[string]string{"item": "1", "text": "تا ده روز آب سالم با لوله به سه روستا برسد.", "agency": agency, "public": public})
		secretary.do(path, "close", nil)
	}
	meet("isf.bargh", "")
	card := secretary.passes("secretary-session", false)
	assert.Contains(t, card, "این دستگاه مسئول موضوع نیست")
	assert.Contains(t, card, "ننوشته‌اید به متقاضی چه گفته شود")
	meet("isf.abfa", "کمیسیون خواسته است که تا ده روز آب سالم برسد.")
	pass(secretary, "secretary-session")

	member := as("commission_member")
	minutes := member.get(member.begin("member-minutes")[0])
	require.Equal(t, http.StatusOK, minutes.Status, minutes.text(t))
	require.Contains(t, minutes.HTML, "توزیع برق")
	member.post("/desk/training/member-minutes/tell", map[string][]string{"answer": {"isf.abfa"}})
	assert.Contains(t, member.card("member-minutes"), "مصوبه از این دستگاه چیزی نخواسته است")
	member.post("/desk/training/member-minutes/tell", map[string][]string{"answer": {"isf.bargh"}})
	pass(member, "member-minutes")

	governor := as("governor")
	governor.do(governor.begin("governor-appeal")[0], "uphold", map[string]string{"reason": "جانشین باید در دفتر می‌ماند."})
	pass(governor, "governor-appeal")
	return []trainee{shift, assessor, press, secretary, member, governor}
}

// mostLate is the agency with the most open late cases, by the API.
func mostLate(t *testing.T, s *site) string {
	t.Helper()
	status, body := s.call(t, http.MethodGet, "/api/v1/desk/cases?late=true&limit=1000", s.token(t, "oversight"), nil)
	require.Equal(t, http.StatusOK, status, "%v", body)
	counts := map[string]int{}
	items, _ := body["items"].([]any)
	for _, one := range items {
		c, _ := one.(map[string]any)
		if agency, ok := c["agency"].(string); ok {
			counts[agency]++
		}
	}
	best := ""
	for agency, n := range counts {
		if n > counts[best] {
			best = agency
		}
	}
	require.NotEmpty(t, best, "nothing is late: %v", body)
	return best
}

// nothingCarried: what waits in the outbox stays there, and nobody subscribes.
func nothingCarried(t *testing.T, s *site) {
	t.Helper()
	status, _ := s.call(t, http.MethodGet, "/api/v1/webhooks", s.token(t, "oversight"), nil)
	assert.Equal(t, http.StatusNotFound, status)
	db, err := storage.Open(t.Context(), "sqlite:"+filepath.Join(s.dir, "samad.db"), storage.Options{})
	require.NoError(t, err)
	defer func() { assert.NoError(t, db.Close()) }()
	is, err := training.IsSandbox(t.Context(), db.Ledger())
	require.NoError(t, err)
	assert.True(t, is)
	page, err := db.Cases().FindMessages(t.Context(), samad.MessageQuery{States: []samad.MessageState{samad.Pending}, Limit: 1000})
	require.NoError(t, err)
	assert.NotEmpty(t, page.Messages, "what trainees caused waits")
}

// asCondition: in the real service an operator's account is made once the tasks
// are done, and not before.
func asCondition(t *testing.T, key, results string) {
	t.Helper()
	s := start(t, t.TempDir(), "--training-for", "operator", "--training-for", "agency_expert", "--training-key", key, "--limits", "off")
	assert.NotContains(t, s.accounts, "operator", "nobody is trained yet")
	assert.Contains(t, s.accounts, "isf.tamin", "heads need no training here")
	admin := s.administrator(t)
	operator := map[string]string{"username": "operator", "role": "operator", "agency": "isf.ostandari.bazresi", "place": "10", "post": "کارشناس سامد"}
	create := func(fill map[string]string) page {
		return admin.send(admin.get("/desk/accounts"), "/desk/accounts", fill)
	}
	p := create(operator)
	require.Equal(t, http.StatusUnprocessableEntity, p.Status)
	assert.Contains(t, p.text(t), "این تمرین‌ها هنوز انجام نشده است: «تماس بگیرید و پرونده ثبت کنید»")

	p = admin.sendResults("/desk/training", "results", strings.Replace(results, "operator-ask", "operator-axe", 1))
	require.Equal(t, http.StatusUnprocessableEntity, p.Status)
	assert.Contains(t, p.text(t), "دست خورده است")
	p = admin.sendResults("/desk/training", "results", results)
	require.Equal(t, http.StatusOK, p.Status, p.text(t))
	assert.Contains(t, p.text(t), "ثبت شد")
	checkPersian(t, p)

	require.Equal(t, http.StatusCreated, create(operator).Status)
	for name, fill := range map[string]map[string]string{
		"another agency": {"username": "isf.abfa.expert", "role": "agency_expert", "agency": "isf.tamin", "post": "کارشناس"},
		"another person": {"username": "operator2", "role": "operator", "agency": "isf.ostandari.bazresi", "place": "10", "post": "کارشناس سامد"},
	} {
		assert.Equal(t, http.StatusUnprocessableEntity, create(fill).Status, name)
	}
	assert.Equal(t, http.StatusCreated, create(map[string]string{"username": "isf.abfa.expert", "role": "agency_expert", "agency": "isf.abfa", "post": "کارشناس"}).Status)

	other := start(t, t.TempDir(), "--training-for", "operator", "--training-key", training.KeyText(make([]byte, 32)))
	p = other.administrator(t).sendResults("/desk/training", "results", results)
	require.Equal(t, http.StatusUnprocessableEntity, p.Status)
	assert.Contains(t, p.text(t), "اعتماد")
}

// sendResults sends one file.
func (v *visitor) sendResults(path, field, content string) page {
	v.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	part, err := w.CreateFormFile(field, "results.json")
	require.NoError(v.t, err)
	_, err = io.WriteString(part, content)
	require.NoError(v.t, err)
	require.NoError(v.t, w.Close())
	return v.sendParts(path, w.FormDataContentType(), &body)
}

// TestSandboxesStayApart: a sandbox is never taken for a real service, nor the
// other way round.
func TestSandboxesStayApart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first := start(t, dir)
	require.NoError(t, first.stop())
	url := "sqlite:" + filepath.Join(dir, "samad.db")
	require.ErrorContains(t, fails(t, nil, "--addr", "127.0.0.1:0", "--db", url, "--training"), "not empty and no sandbox")

	dir = t.TempDir()
	play := start(t, dir, "--training", "--demo=5")
	require.NoError(t, play.stop())
	url = "sqlite:" + filepath.Join(dir, "samad.db")
	require.ErrorContains(t, fails(t, nil, "--addr", "127.0.0.1:0", "--db", url), "a sandbox of --training")
	again := start(t, dir, "--training")
	assert.Empty(t, again.accounts, "it goes on with what it has")
	require.NoError(t, again.stop())

	for _, args := range [][]string{
		{"--trace-endpoint", "http://127.0.0.1:4318"}, {"--sms-from", "query:from"}, {"--attachments", "s3://bucket?region=x"},
		{"--oidc-issuer", "https://id.example", "--oidc-client", "x"}, {"--pack", dir}, {"--training-for", "operator"},
	} {
		require.ErrorContains(t, fails(t, nil, append(args, "--training")...), "--training does not go with", "%v", args)
	}
	require.ErrorContains(t, fails(t, nil, "--training-for", "cook", "--training-key", "x"), "no role")
	require.ErrorContains(t, fails(t, nil, "--training-for", "operator"), "needs --training-key")
	o, err := parse([]string{"--training"}, func(string) string { return "" }, io.Discard)
	require.NoError(t, err)
	assert.Equal(t, sandboxDB, o.DB)
}
