package rooms

import (
	"context"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/httpapi"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/samad/oversight"
)

func (r officeRoom) reviews() shelf[oversight.Review, oversight.Review] {
	return shelf[oversight.Review, oversight.Review]{
		base: r.base, office: r.office, kind: "review", tag: "quality", path: "/api/v1/desk/reviews",
		read: func(ctx context.Context, o *oversight.Office, actor samad.Actor, id string) (oversight.Review, error) {
			return o.Review(ctx, actor, id)
		},
		show: func(_ *call, x oversight.Review) (string, samad.AgencyID, samad.PlaceID, oversight.Review) {
			x.Why = some(x.Why)
			return x.ID, x.Agency, x.Place, x
		},
	}
}

// judgeBody is the judgement of an answer.
type judgeBody struct {
	Points   map[string]bool `json:"points" doc:"Whether each point of the checklist is met: correct, explains, offers_way_out, courteous, plain"`
	Note     string          `json:"note,omitempty"`
	SendBack bool            `json:"send_back,omitempty" doc:"Take the case up again when the answer is poor"`
}

func (r officeRoom) addReviews() {
	s := r.reviews()
	s.listable("listReviews", "فهرست بازبینی‌ها", "List reviews of answers",
		words(oversight.ReviewWaiting, oversight.ReviewGood, oversight.ReviewPoor, oversight.ReviewSentBack),
		func(o *oversight.Office, c *call, q oversight.ListQuery) ([]oversight.Review, string, error) {
			return o.Reviews(c.Context(), c.Actor(), q)
		})
	s.readable("readReview", "یک بازبینی", "Read a review")
	stepOf(s, "judgeAnswer", "judge", "داوری پاسخ", "Judge an answer", object{"points": object{"correct": true, "explains": true, "offers_way_out": true, "courteous": true, "plain": true}},
		func(o *oversight.Office, c *call, in judgeBody) error {
			_, err := o.Judge(c.Context(), c.Actor(), c.id(), oversight.Judgement{Points: in.Points, Note: in.Note, SendBack: in.SendBack})
			return err
		}, codeWrongState)
}

// questionsBody is a version of the questions of an occasion.
type questionsBody struct {
	Occasion  oversight.Occasion `json:"occasion" enum:"answer,closing" example:"answer"`
	Version   int                `json:"version" doc:"0 for the built-in one"`
	Questions []questionBody     `json:"questions"`
}

type questionBody struct {
	ID   string `json:"id" example:"answer"`
	Text string `json:"text" example:"پاسخ روشن بود؟"`
}

func (c *call) questions(q oversight.QuestionSet) questionsBody {
	out := questionsBody{Occasion: q.Occasion, Version: q.Version, Questions: make([]questionBody, len(q.Questions))}
	for i, x := range q.Questions {
		out.Questions[i] = questionBody{x.ID, x.Text.In(c.Lang())}
	}
	return out
}

// newQuestionsBody is a new version.
type newQuestionsBody struct {
	Occasion  oversight.Occasion `json:"occasion" enum:"answer,closing" example:"answer"`
	Questions []newQuestionBody  `json:"questions"`
	Reason    string             `json:"reason" example:"پرسش اعتماد افزوده شد."`
}

type newQuestionBody struct {
	ID   string   `json:"id" doc:"Keeps its meaning over versions" example:"answer"`
	Text textBody `json:"text"`
}

// surveyAnswerBody is what a petitioner says.
type surveyAnswerBody struct {
	Scores  map[string]int `json:"scores" doc:"1 to 5 for every question"`
	Comment string         `json:"comment,omitempty" doc:"Sealed with the case, and erased with it"`
}

func answerExample() object {
	return object{"scores": object{"answer": 4, "service": 4, "trust": 5}, "comment": "زود پاسخ دادند."}
}

// The kinds of the records that are written here.
const (
	surveyKind    ledger.Kind = "survey"
	questionsKind ledger.Kind = "question_set"
)

// thanksBody says that it was recorded.
type thanksBody struct {
	Recorded bool `json:"recorded"`
}

// scoreBody is the satisfaction of a group.
type scoreBody struct {
	Group      string              `json:"group,omitempty"`
	Sent       int                 `json:"sent"`
	Answered   int                 `json:"answered"`
	Suppressed bool                `json:"suppressed" doc:"The group is too small to be shown"`
	Rate       *oversight.Interval `json:"rate,omitempty" doc:"Of those sent that were answered, at 95 %"`
	Mean       *oversight.Interval `json:"mean,omitempty" doc:"From 1 to 5"`
	Satisfied  *oversight.Interval `json:"satisfied,omitempty" doc:"With a mean of at least 4"`
}

// commentBody is what a petitioner wrote.
type commentBody struct {
	Text string `json:"text"`
}

func (r officeRoom) addSurveys() {
	token := []httpapi.Param{httpapi.PathParam("token", "What stands at the end of the link", "abcdefghijklmnop")}
	get(r.base, op{
		id: "readSurvey", path: "/api/v1/surveys/{token}", tag: "quality", params: token, limit: httpapi.LimitPIN, problems: []string{"not_found", "too_late", codeWrongState},
		fa: "پرسش‌های یک نظرسنجی", en: "The questions behind a link", moreFa: "از پرونده چیزی گفته نمی‌شود.", moreEn: "Nothing of the case is told.",
	}, func(c *call) (questionsBody, error) {
		q, err := r.at(c).SurveyForm(c.Context(), c.Path("token"))
		return c.questions(q), err
	})
	thanks := func(*call, surveyAnswerBody, string) (thanksBody, error) { return thanksBody{true}, nil }
	plain(r.base, surveyKind, op{
		id: "answerSurvey", path: "/api/v1/surveys/{token}", tag: "quality", params: token, limit: httpapi.LimitPIN, problems: []string{"not_found", "too_late", codeWrongState},
		fa: "پاسخ به نظرسنجی", en: "Answer a survey", moreFa: "یک بار.", moreEn: "Once.", makes: true, example: answerExample(),
	}, func(c *call, in surveyAnswerBody) (string, thanksBody, error) {
		err := r.at(c).AnswerSurvey(c.Context(), c.Path("token"), oversight.SurveyAnswer{Scores: in.Scores, Comment: in.Comment, By: samad.Web})
		return "", thanksBody{err == nil}, err
	}, thanks)
	plain(r.base, surveyKind, op{
		id: "answerSurveyForCaller", path: "/api/v1/desk/cases/{id}/survey", tag: "quality", access: httpapi.AccessStaff, makes: true,
		fa: "پاسخ نظرسنجی پشت خط", en: "Answer a survey for a petitioner on the line", moreFa: "نظرسنجی باز پرونده.", moreEn: "The open survey of the case.",
		problems: []string{"not_found"}, example: answerExample(),
	}, func(c *call, in surveyAnswerBody) (string, thanksBody, error) {
		id, err := c.Case()
		if err != nil {
			return "", thanksBody{}, err
		}
		err = r.at(c).AnswerSurveyFor(c.Context(), c.Actor(), id, oversight.SurveyAnswer{Scores: in.Scores, Comment: in.Comment, By: samad.Phone})
		return "", thanksBody{err == nil}, hidden(err)
	}, thanks)
	occasions := words(oversight.AfterAnswer, oversight.AfterClosing)
	get(r.base, op{
		id: "readQuestions", path: "/api/v1/questions", tag: "quality", public: true, fa: "پرسش‌های کنونی", en: "The present questions", moreFa: "پس از پاسخ، یا پس از مختومه شدن.",
		moreEn: "After an answer, or after closing.", params: []httpapi.Param{httpapi.WordsParam("occasion", "Default answer", occasions), httpapi.TextParam("place", "Whose questions: a province or county; default the one of the actor, else those of the installation")},
	}, func(c *call) (questionsBody, error) {
		occasion := oversight.AfterAnswer
		if one := httpapi.QueryWords(c.Request, "occasion", occasions); len(one) > 0 {
			occasion = oversight.Occasion(one[0])
		}
		place := c.QueryPlace("place")
		if place == "" {
			place = c.Actor().Place
		}
		if err := c.QueryErr(); err != nil {
			return questionsBody{}, err
		}
		q, err := r.at(c).Questions(c.Context(), occasion, place)
		return c.questions(q), err
	})
	plain(r.base, questionsKind, op{
		id: "publishQuestions", path: "/api/v1/desk/questions", tag: "quality", access: httpapi.AccessStaff, makes: true, problems: []string{"forbidden"},
		fa: "نسخه تازه پرسش‌ها", en: "Publish a version of the questions", moreFa: "نظرسنجی‌های فرستاده‌شده پرسش‌های خود را نگه می‌دارند.", moreEn: "Surveys that were sent keep theirs.",
		example: object{"occasion": "answer", "questions": []any{object{"id": "answer", "text": object{"fa": "پاسخ روشن بود؟"}}}, "reason": "کوتاه‌تر"},
	}, func(c *call, in newQuestionsBody) (string, questionsBody, error) {
		q := oversight.QuestionSet{Occasion: in.Occasion, Reason: in.Reason}
		for _, x := range in.Questions {
			q.Questions = append(q.Questions, oversight.SurveyQuestion{ID: x.ID, Text: x.Text.text()})
		}
		q, err := r.at(c).PublishQuestions(c.Context(), c.Actor(), q)
		return q.ID(), c.questions(q), err
	}, func(c *call, _ newQuestionsBody, id string) (questionsBody, error) {
		q, err := r.at(c).QuestionSet(c.Context(), id)
		return c.questions(q), err
	})
	groups := words(oversight.ScoreByAgency, oversight.ScoreByTopic, oversight.ScoreByCounty, oversight.ScoreByOfficer, oversight.ScoreByQuestion, oversight.ScoreByOccasion)
	get(r.base, op{
		id: "surveyScores", path: "/api/v1/desk/survey_scores", tag: "quality", access: httpapi.AccessStaff, problems: []string{"forbidden"},
		fa: "نمره‌های نظرسنجی", en: "What surveys say", moreFa: "با بازه اطمینان ۹۵٪؛ گروه‌های کوچک پوشیده‌اند.", moreEn: "With intervals at 95 %; small groups are suppressed.",
		params: []httpapi.Param{
			httpapi.InstantParam("from", "Sent at this instant or later; required"), httpapi.InstantParam("to", "Sent before this instant; required"),
			httpapi.TextParam("agency", "An agency"), httpapi.WordsParam("by", "What scores are grouped by", groups),
		},
	}, func(c *call) (list[scoreBody], error) {
		q := oversight.ScoreQuery{From: c.QueryInstant("from"), To: c.QueryInstant("to"), Agency: c.QueryAgency("agency")}
		if by := httpapi.QueryWords(c.Request, "by", groups); len(by) > 0 {
			q.By = oversight.ScoreBy(by[0])
		}
		for _, name := range []string{"from", "to"} {
			if c.Query(name) == "" {
				c.QueryFault(name, "required", "این پارامتر لازم است.", "this parameter is required")
			}
		}
		if err := c.QueryErr(); err != nil {
			return list[scoreBody]{}, err
		}
		all, err := r.at(c).Scores(c.Context(), c.Actor(), q)
		return listed(all, "", func(s oversight.Score) scoreBody {
			out := scoreBody{Group: s.Group, Sent: s.Sent, Answered: s.Answered, Suppressed: s.Suppressed}
			if !s.Suppressed {
				out.Rate, out.Mean, out.Satisfied = &s.Rate, &s.Mean, &s.Satisfied
			}
			return out
		}), c.AsQuery(err)
	})
	get(r.base, op{
		id: "readSurveyComment", path: "/api/v1/desk/surveys/{id}/comment", tag: "quality", access: httpapi.AccessStaff, problems: []string{"not_found"},
		fa: "آنچه متقاضی نوشت", en: "What a petitioner wrote", moreFa: "تنها برای نظارت.", moreEn: "For oversight alone.",
	}, func(c *call) (commentBody, error) {
		text, err := r.at(c).Comment(c.Context(), c.Actor(), c.id())
		return commentBody{text}, hidden(err)
	})
}

func (r officeRoom) improvements() shelf[oversight.Improvement, oversight.Improvement] {
	return shelf[oversight.Improvement, oversight.Improvement]{
		base: r.base, office: r.office, kind: "improvement", tag: "quality", path: "/api/v1/desk/improvements",
		read: func(ctx context.Context, o *oversight.Office, actor samad.Actor, id string) (oversight.Improvement, error) {
			return o.Improvement(ctx, actor, id)
		},
		show: func(_ *call, x oversight.Improvement) (string, samad.AgencyID, samad.PlaceID, oversight.Improvement) {
			return x.ID, x.Agency, x.Place, x
		},
	}
}

// newImprovementBody is an action that is opened.
type newImprovementBody struct {
	Agency  string    `json:"agency" example:"isf.tamin"`
	Place   string    `json:"place" example:"10"`
	Ground  refBody   `json:"ground" doc:"A survey with a low score, a poor review, a gap of upheld objections, or a case (kind case) in which one was upheld"`
	Cause   string    `json:"cause" example:"پاسخ‌ها کلیشه‌ای است."`
	Measure string    `json:"measure" example:"الگوی پاسخ بازنویسی شود."`
	Owner   textBody  `json:"owner" doc:"A post"`
	Due     time.Time `json:"due" example:"2026-12-20T20:30:00Z"`
}

// finishBody says what was done, verdictBody what came of it.
type finishBody struct {
	Report string `json:"report" example:"الگوها بازنویسی شد."`
}

type verdictBody struct {
	Verdict string `json:"verdict" example:"نمره‌ها بهتر شد."`
}

func (r officeRoom) addImprovements() {
	s := r.improvements()
	s.listable("listImprovements", "فهرست اقدام‌های بهبود", "List actions for improvement",
		words(oversight.ImprovementOpen, oversight.ImprovementDone, oversight.ImprovementJudged),
		func(o *oversight.Office, c *call, q oversight.ListQuery) ([]oversight.Improvement, string, error) {
			return o.Improvements(c.Context(), c.Actor(), q)
		})
	s.readable("readImprovement", "یک اقدام بهبود", "Read an action for improvement")
	makerOf(s, "openImprovement", s.path, "گشودن اقدام بهبود", "Open an action for improvement", object{
		"agency": "isf.tamin", "place": "10", "ground": object{"kind": "review", "id": "01KAS2V0V3Z9W1S4Q0C5N8R7TX/1"}, "cause": "پاسخ‌ها کلیشه‌ای است.",
		"measure": "الگوی پاسخ بازنویسی شود.", "owner": object{"fa": "معاون بیمه‌ای"}, "due": "2026-12-20T20:30:00Z",
	}, func(o *oversight.Office, c *call, in newImprovementBody) (string, error) {
		x, err := o.OpenImprovement(c.Context(), c.Actor(), oversight.NewImprovement{
			Agency: samad.AgencyID(in.Agency), Place: samad.PlaceID(in.Place), Ground: ledger.Ref{Kind: ledger.Kind(in.Ground.Kind), ID: in.Ground.ID},
			Cause: in.Cause, Measure: in.Measure, Owner: in.Owner.text(), Due: in.Due,
		})
		return x.ID, err
	}, codeGround)
	stepOf(s, "finishImprovement", "finish", "اقدام انجام شد", "Say what was done for improvement", object{"report": "الگوها بازنویسی شد."},
		func(o *oversight.Office, c *call, in finishBody) error {
			_, err := o.FinishImprovement(c.Context(), c.Actor(), c.id(), in.Report)
			return err
		}, codeWrongState)
	stepOf(s, "judgeImprovement", "judge", "داوری اقدام بهبود", "Judge an action for improvement", object{"verdict": "نمره‌ها بهتر شد."},
		func(o *oversight.Office, c *call, in verdictBody) error {
			_, err := o.JudgeImprovement(c.Context(), c.Actor(), c.id(), in.Verdict)
			return err
		}, codeWrongState)
}
