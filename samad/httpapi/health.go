package httpapi

import (
	"log/slog"
	"net/http"
)

// healthBody says that the service lives, or is ready.
type healthBody struct {
	Status string `json:"status" example:"ok"`
}

func (a *api) addHealth() {
	route(a, operation{
		id: "health", method: http.MethodGet, path: "/healthz", tag: "running", status: http.StatusOK, anyQuery: true,
		summary: "Whether the process lives", description: "Always 200 while it does.",
	}, func(*exchange, none) (healthBody, error) { return healthBody{"ok"}, nil })
	route(a, operation{
		id: "ready", method: http.MethodGet, path: "/readyz", tag: "running", status: http.StatusOK, anyQuery: true,
		summary: "Whether requests can be served", description: "503 while the database or anything else that is needed is not there.",
		problems: []string{codeNotReady},
	}, (*exchange).ready)
}

func (x *exchange) ready(none) (healthBody, error) {
	if check := x.api.opts.Ready; check != nil {
		if err := check(x.ctx()); err != nil {
			x.log(slog.LevelWarn, "not ready", slog.String("error", redact(err.Error())))
			return healthBody{}, &apiError{code: codeNotReady}
		}
	}
	return healthBody{"ready"}, nil
}
