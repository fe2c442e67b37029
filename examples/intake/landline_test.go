package main

import (
	"net/http"
	"net/url"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
)

// TestLandlinesAreCalled: an operator sees whom to call about an answer, and
// says when it is told.
func TestLandlinesAreCalled(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir(), "--limits", "off")
	desk := s.rooms(t).desk
	receipt, err := desk.Submit(t.Context(), samad.Anonymous(), samad.Submission{
		Kind: samad.Request, Text: "مستمری من واریز نشده است.", Topic: "welfare/retirement", Place: "1014", Channel: samad.Phone,
		Petitioner: samad.Petitioner{Identity: samad.Named, Name: "مریم ایرانی", Landline: "03132221100"},
	})
	require.NoError(t, err)
	ref := samad.Ref{ID: receipt.Case}
	_, err = desk.Accept(t.Context(), examiner, samad.AcceptRequest{Ref: ref, Agency: "isf.tamin", Reason: "آزمون"})
	require.NoError(t, err)
	head := samad.Actor{ID: "01HEAD", Roles: []samad.Role{samad.RoleAgencyHead}, Agency: "isf.tamin", Post: samad.Text{Fa: "مدیرکل"}}
	_, err = desk.Answer(t.Context(), head, samad.AnswerRequest{Ref: ref, AnswerText: samad.AnswerText{Explanation: "بررسی شد.", Done: "واریز شد."}, Outcome: samad.Done, Final: true})
	require.NoError(t, err)

	operator := s.signedIn(t, "operator")
	p := operator.get("/desk/health")
	checkPersian(t, p)
	assert.Contains(t, p.text(t), "تنها تلفن ثابت دارد؛ به او تلفن کنید و بگویید")
	assert.NotContains(t, p.text(t), "دوباره بفرست")
	file := operator.get("/desk/cases/" + string(receipt.Case))
	assert.Contains(t, file.HTML, "۰۳۱\u00a0۳۲۲۲\u00a0۱۱۰۰", "the area code stands apart, as people dial it")
	action := regexp.MustCompile(`action="(/desk/health/[^"]+)"`).FindStringSubmatch(p.HTML)
	require.NotNil(t, action)
	p = operator.through(operator.post(action[1], url.Values{"step": {"told"}}))
	require.Equal(t, http.StatusOK, p.Status, p.HTML)
	assert.Contains(t, p.text(t), "تلفنی به متقاضی گفته شد")
	assert.Contains(t, p.text(t), "همه پیام‌ها رسیده‌اند")
}
