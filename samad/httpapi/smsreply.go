package httpapi

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"strings"
	"text/template"
	"time"
)

// smsReply is what a reply's template knows.
type smsReply struct{ Text, To, ID string }

// parseReply reads a reply's template and tries it, so that a slip in it is
// found at the start and not with the first message.
func parseReply(text string) (*template.Template, error) {
	t, err := template.New("reply").Option("missingkey=error").Funcs(template.FuncMap{"json": jsonText, "xml": xmlText}).Parse(text)
	if err != nil {
		return nil, fmt.Errorf("httpapi: SMSOptions.Reply: %w", err)
	}
	if err := t.Execute(&bytes.Buffer{}, smsReply{Text: "متن", To: "+989120000000", ID: "1"}); err != nil {
		return nil, fmt.Errorf("httpapi: SMSOptions.Reply: %w", err)
	}
	return t, nil
}

// jsonText writes a text as a JSON string, quotes included.
func jsonText(s string) (string, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		return "", fmt.Errorf("httpapi: write a reply: %w", err)
	}
	return strings.TrimSuffix(b.String(), "\n"), nil
}

// xmlText escapes a text for an element or attribute.
func xmlText(s string) (string, error) {
	var b bytes.Buffer
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		return "", fmt.Errorf("httpapi: write a reply: %w", err)
	}
	return b.String(), nil
}

func (h *sms) answer(w http.ResponseWriter, r *http.Request, m smsMessage, text string) {
	var b bytes.Buffer
	if err := h.reply.Execute(&b, smsReply{Text: text, To: m.from, ID: m.id}); err != nil {
		h.opts.Logger.LogAttrs(r.Context(), slog.LevelError, "reply not written", slog.String("gateway", h.opts.Name))
		http.Error(w, "internal", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", h.opts.ReplyType)
	_, _ = w.Write(b.Bytes()) // who has gone needs no answer
}

// seconds writes a wait for Retry-After, at least one second.
func seconds(wait time.Duration) string {
	return strconv.Itoa(max(1, int(math.Ceil(wait.Seconds()))))
}
