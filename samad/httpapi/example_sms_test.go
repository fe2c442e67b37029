package httpapi_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"time"

	"github.com/samad111/go-samad/samad/httpapi"
	"github.com/samad111/go-samad/storage/memory"
)

// A carrier's gateway posts a form for each text message and sends back
// whatever it is answered.
func ExampleNewSMS() {
	dir := loadDirectory(&quiet{})
	desk := newDesk(&quiet{}, dir, memory.New(), time.Now)
	handler, err := httpapi.NewSMS(desk, httpapi.SMSOptions{
		Name: "carrier", From: "form:from", Text: "form:message", ID: "form:message_id",
		Proof: httpapi.SMSProof{Secret: "what the carrier was told", SecretAt: "header:X-Token"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	mux := http.NewServeMux()
	mux.Handle("POST /hooks/sms", handler)

	form := url.Values{"from": {"09130001234"}, "message": {"سه شب است برق کوچه قطع می‌شود"}, "message_id": {"77120"}}
	r := httptest.NewRequest("POST", "/hooks/sms", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("X-Token", "what the carrier was told")
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, r)
	said, _, _ := strings.Cut(w.Body.String(), ":")
	fmt.Println(w.Code, said)
	// Output: 200 پیام شما در سامد ثبت شد. کد رهگیری
}
