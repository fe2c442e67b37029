package webhook_test

import (
	"fmt"
	"net/http"
	"time"

	"github.com/samad111/go-samad/samad/webhook"
)

// A courier signs what it sends; the agency's system checks what came.
func Example() {
	secret, err := webhook.ParseSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	if err != nil {
		fmt.Println(err)
		return
	}
	now := time.Date(2026, 11, 23, 8, 30, 0, 0, time.UTC)
	body := []byte(`{"type":"case.referred"}`)
	header := http.Header{}
	webhook.Sign("01KAS2V0V3Z9W1S4Q0C5N8R7TX", now, body, secret).Set(header)

	v := webhook.Verifier{Secrets: []webhook.Secret{secret}, Now: func() time.Time { return now.Add(time.Minute) }}
	fmt.Println(v.Verify(webhook.From(header), body))
	fmt.Println(v.Verify(webhook.From(header), []byte(`{"type":"case.closed"}`)))
	// Output:
	// <nil>
	// webhook: signature does not verify
}
