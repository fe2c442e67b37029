package webdesk

import (
	"cmp"
	"crypto/ed25519"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/samad/training"
)

// Training is the training mode, or in a real service what came of it.
type Training struct {
	// Room, with Tasks and the Key that signs results, makes this service a
	// sandbox; nil for a real one.
	Room  *training.Room
	Tasks []training.Task
	Key   ed25519.PrivateKey
	// Register keeps who is trained; nil in a sandbox. Required are the roles
	// that only trained people hold.
	Register *training.Register
	Required []samad.Role
}

// UntrainedError says that somebody has not done the tasks for a role.
type UntrainedError struct {
	Username string
	Role     samad.Role
	Missing  []training.Task
}

// Error names who lacks how many tasks.
func (e *UntrainedError) Error() string {
	return fmt.Sprintf("webdesk: %s has %d training tasks to do for the role %s", e.Username, len(e.Missing), e.Role)
}

// text tells an administrator what is missing.
func (e *UntrainedError) text(f frame) string {
	out := f.T("برای این نقش، این تمرین‌ها هنوز انجام نشده است: ", "For this role these training tasks are still to be done: ")
	names := make([]string, len(e.Missing))
	for i, t := range e.Missing {
		names[i] = "«" + t.Title.In(f.Lang) + "»"
	}
	return out + strings.Join(names, f.T("، ", ", ")) + f.T(". نتیجه تمرین‌ها را در صفحه «آموزش» وارد کنید.", ". Take their results in on the page “Training”.")
}

// sandbox reports whether this is the training mode.
func (h *handler) sandbox() bool { return h.Training != nil && h.Training.Room != nil }

// AnswerLacks says what an answer lacks by the check that officials see before
// they send it, nothing for a good one.
func AnswerLacks(a samad.AnswerText, outcome samad.Outcome) []samad.Text {
	fa, en := (&visit{lang: samad.Persian}).checkAnswer(a, outcome), (&visit{lang: samad.English}).checkAnswer(a, outcome)
	var out []samad.Text
	for i := range fa {
		if !fa[i].OK {
			out = append(out, samad.Text{Fa: fa[i].Says, En: en[i].Says})
		}
	}
	return out
}

// trainingRoutes lays the pages of the training mode, or of its results.
func (h *handler) trainingRoutes() {
	switch {
	case h.sandbox():
		h.mux.HandleFunc("GET /desk/training", h.staff(h.tasksPage))
		h.mux.HandleFunc("POST /desk/training/{task}/{step}", h.staff(h.taskStep))
		h.mux.HandleFunc("GET /desk/training/results.json", h.staff(h.exportResults))
	case h.Training != nil && h.Training.Register != nil:
		h.mux.HandleFunc("GET /desk/training", h.staff(func(v *visit) error { return h.showTrained(v, http.StatusOK, "") }))
		h.mux.HandleFunc("POST /desk/training", h.staff(h.importResults))
	}
}

// seesTraining reports whether the menu leads to the page.
func (v *visit) seesTraining() bool {
	t := v.h.Training
	return t != nil && (t.Room != nil || v.role(samad.RoleAdmin) ||
		len(t.Required) > 0 && v.role(samad.RoleOversight, samad.RoleAgencyHead, samad.RoleAgencyOversight, samad.RoleSupervisor, samad.RoleLocalAdmin))
}

type trainingPage struct {
	frame
	Tasks    []taskCard
	Done     string // how many of how many
	Agencies []group
	Tables   []recordTable
	Lead     string
	Export   bool
	Import   bool
	Fault    string
	Notice   string
}

// taskCard is a task of whoever is signed in.
type taskCard struct {
	ID, Title, Brief, Why string
	Page                  string
	Begun                 bool
	Finished              string // when, "" before
	Says                  []string
	Wrong                 bool
	Staged                []link
	Ask                   string
}

func (h *handler) tasksPage(v *visit) error {
	page := trainingPage{frame: v.frame(v.T("تمرین‌ها", "Training tasks"))}
	ctx, actor := v.r.Context(), v.actor()
	mine, err := h.Training.Room.Of(ctx, actor.ID)
	if err != nil {
		return err
	}
	done := 0
	for _, t := range training.For(h.Training.Tasks, v.session.Account.Role) {
		card, err := v.taskCard(t, mine.Tasks[t.ID])
		if err != nil {
			return err
		}
		if card.Finished != "" {
			done++
		}
		page.Tasks = append(page.Tasks, card)
	}
	if n := len(page.Tasks); n > 0 {
		page.Done = page.N(done) + v.T(" از ", " of ") + page.N(n)
		page.Agencies = v.agencies()
	}
	all, err := h.Training.Room.Results(ctx, actor)
	if err != nil {
		return err
	}
	if v.role(samad.RoleAdmin, samad.RoleOversight, samad.RoleSupervisor, samad.RoleGovernor, samad.RoleAgencyHead, samad.RoleAgencyOversight) {
		var rows []trainedRow
		for _, s := range all {
			row := trainedRow{s.Username, s.Role, s.Agency, map[string]time.Time{}}
			for id, p := range s.Tasks {
				row.tasks[id] = p.Finished
			}
			rows = append(rows, row)
		}
		page.Tables = v.trainedTables(h.Training.Tasks, rows, v.T("هنوز کسی تمرینی را آغاز نکرده است. حساب‌ها را به کارکنان بدهید تا از همین صفحه آغاز کنند.", "Nobody has begun a task yet. Give people their accounts, and they begin on this page."))
	}
	page.Export = v.role(samad.RoleAdmin)
	return v.show(http.StatusOK, "training", page)
}

func (v *visit) taskCard(t training.Task, p training.Progress) (taskCard, error) {
	f := v.frame("")
	card := taskCard{
		ID: t.ID, Title: t.Title.In(v.lang), Brief: t.Brief.In(v.lang), Why: t.Why.In(v.lang), Page: t.Page,
		Begun: !p.Begun.IsZero(), Ask: t.Ask.In(v.lang),
	}
	if !p.Finished.IsZero() {
		card.Finished, card.Ask = f.Moment(p.Finished), ""
		return card, nil
	}
	if !card.Begun {
		return card, nil
	}
	for _, ref := range p.Staged {
		card.Staged = append(card.Staged, v.stagedLink(ref))
	}
	feedback, err := v.h.Training.Room.Look(v.r.Context(), v.actor(), t.ID)
	if err != nil {
		return card, err
	}
	if feedback.Done {
		card.Says = []string{v.T("همه چیز هست؛ «کارم را بسنج» را بزنید تا ثبت شود.", "Everything is there: press “Check my work” to have it recorded.")}
	}
	card.Wrong = feedback.Wrong
	for _, s := range feedback.Says {
		card.Says = append(card.Says, s.In(v.lang))
	}
	return card, nil
}

// stagedLink leads to something that was made for a task.
func (v *visit) stagedLink(ref ledger.Ref) link {
	switch ref.Kind {
	case "visit":
		return link{v.T("بازدید این تمرین", "The task's visit"), under("/desk/visits", ref.ID)}
	case "meeting":
		return link{v.T("برنامه این تمرین", "The task's programme"), under("/desk/meetings", ref.ID)}
	case "letter":
		return link{v.T("نامه این تمرین", "The task's letter"), under("/desk/letters", ref.ID)}
	case "demand":
		return link{v.T("مطالبه این تمرین", "The task's demand"), under("/desk/demands", ref.ID)}
	case "session":
		return link{v.T("جلسه این تمرین", "The task's session"), under("/desk/sessions", ref.ID)}
	}
	name := v.T("پرونده این تمرین", "The task's case")
	c, err := v.h.Desk.Case(v.r.Context(), v.actor(), samad.CaseID(ref.ID))
	if err == nil {
		name += " " + v.frame("").N(c.Code.String())
	} // else the trainee has referred it elsewhere
	return link{name, under("/desk/cases", ref.ID)}
}

func (h *handler) taskStep(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	ctx, room, task := v.r.Context(), h.Training.Room, v.r.PathValue("task")
	var err error
	switch v.r.PathValue("step") {
	case "begin":
		_, err = room.Begin(ctx, v.actor(), v.session.Account.Username, task)
	case "check":
		_, err = room.Finish(ctx, v.actor(), task)
	case "tell":
		if _, err = room.Tell(ctx, v.actor(), task, v.value("answer")); err == nil {
			_, err = room.Finish(ctx, v.actor(), task)
		}
	default:
		return errNoPage
	}
	if errors.Is(err, samad.ErrNotFound) {
		return errNoPage
	}
	if err != nil && !errors.Is(err, samad.ErrTransition) { // finished or begun in another window meanwhile
		return err
	}
	v.redirect("/desk/training#" + task)
	return nil
}

// exportResults gives the administrator the signed file.
func (h *handler) exportResults(v *visit) error {
	if !v.role(samad.RoleAdmin) {
		return samad.ErrForbidden
	}
	out, err := h.Training.Room.Export(v.r.Context(), v.actor(), h.Training.Key)
	if err != nil {
		return err
	}
	head := v.w.Header()
	head.Set("Content-Type", "application/json")
	head.Set("Content-Disposition", `attachment; filename="samad-training.json"`)
	_, _ = v.w.Write(out) // whoever has gone needs no file
	return nil
}

// importResults takes a sandbox's file in.
func (h *handler) importResults(v *visit) error {
	if !v.role(samad.RoleAdmin) {
		return samad.ErrForbidden
	}
	if err := v.form(); err != nil {
		return err
	}
	var src []byte
	if v.r.MultipartForm != nil {
		for _, header := range v.r.MultipartForm.File["results"] {
			data, err := readPart(header)
			if err != nil {
				return err
			}
			src = data
		}
	}
	_, err := h.Training.Register.Import(v.r.Context(), v.actor(), src)
	switch {
	case errors.Is(err, training.ErrUntrusted):
		return h.showTrained(v, http.StatusUnprocessableEntity, v.T("این فایل را محیط آموزشی‌ای امضا نکرده که این سامانه به آن اعتماد دارد. کلید آن را با «training-key» در تنظیم‌ها بیاورید.", "No sandbox that this service trusts has signed this file. Put its key into the settings as training-key."))
	case errors.Is(err, training.ErrFile):
		return h.showTrained(v, http.StatusUnprocessableEntity, v.T("این فایل نتیجه آموزش نیست یا در راه دست خورده است. آن را دوباره از محیط آموزشی بگیرید.", "This is no file of results, or it was changed on the way. Fetch it again from the sandbox."))
	case err != nil:
		return err
	}
	v.redirect("/desk/training?done=import")
	return nil
}

// showTrained shows who is trained, in a real service.
func (h *handler) showTrained(v *visit, status int, wrong string) error {
	if !v.seesTraining() {
		return samad.ErrForbidden
	}
	page := trainingPage{frame: v.frame(v.T("آموزش", "Training")), Fault: wrong, Import: v.role(samad.RoleAdmin)}
	if v.r.URL.Query().Get("done") == "import" {
		page.Notice = v.T("نتیجه‌ها ثبت شد.", "The results are recorded.")
	}
	page.Lead = v.T("هیچ نقشی اکنون به آموزش مشروط نیست.", "No role needs training now.")
	for i, r := range h.Training.Required {
		if i == 0 {
			page.Lead = v.T("این نقش‌ها تنها به کسی داده می‌شود که تمرین‌های آن را انجام داده است: ", "These roles are given only to whoever has done their tasks: ")
		} else {
			page.Lead += v.T("، ", ", ")
		}
		page.Lead += samad.RoleName(r).In(v.lang)
	}
	all, err := h.Training.Register.All(v.r.Context(), v.actor())
	if err != nil {
		return err
	}
	var rows []trainedRow
	for _, s := range all {
		rows = append(rows, trainedRow{s.Username, s.Role, s.Agency, s.Tasks})
	}
	page.Tables = v.trainedTables(h.Training.Register.Tasks, rows, v.T("هنوز نتیجه‌ای وارد نشده است. راهبر سامانه فایل نتیجه‌ها را از محیط آموزشی می‌گیرد و در همین صفحه وارد می‌کند.", "No results were taken in yet. The administrator fetches their file from the sandbox and takes it in on this page."))
	return v.show(status, "training", page)
}

type trainedRow struct {
	username string
	role     samad.Role
	agency   samad.AgencyID
	tasks    map[string]time.Time
}

// trainedTables are who has finished what and when, a table for each agency.
func (v *visit) trainedTables(tasks []training.Task, rows []trainedRow, empty string) []recordTable {
	f := v.frame("")
	heads := []string{v.T("نام کاربری", "User name"), v.T("نقش", "Role"), v.T("تمرین", "Task"), v.T("پایان", "Finished")}
	if len(rows) == 0 {
		return []recordTable{table(v.T("چه کسی آموزش دیده است", "Who is trained"), empty, heads...)}
	}
	slices.SortStableFunc(rows, func(a, b trainedRow) int { return cmp.Compare(a.agency, b.agency) })
	var out []recordTable
	for i, r := range rows {
		if i == 0 || rows[i-1].agency != r.agency {
			name := v.T("بی‌دستگاه", "Without an agency")
			if r.agency != "" {
				name = v.agencyName(r.agency)
			}
			out = append(out, table(name, "", heads...))
		}
		for _, t := range training.For(tasks, r.role) {
			at, begun := r.tasks[t.ID]
			when := v.T("آغاز نشده", "not begun")
			if begun {
				when = v.T("در دست انجام", "begun")
			}
			if !at.IsZero() {
				when = f.Moment(at)
			}
			out[len(out)-1].add("", r.username, samad.RoleName(r.role).In(v.lang), t.Title.In(v.lang), when)
		}
	}
	return out
}
