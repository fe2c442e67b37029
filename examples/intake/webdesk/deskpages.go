package webdesk

// deskPages are the templates of officials' work beside the queue.
func deskPages() []string {
	return []string{"call", "readback", "screen", "overview", "rules", "ruleversion", "health", "agencies", "calendar", "closure"}
}

// deskRoutes lays the pages of officials' work beside the queue.
func (h *handler) deskRoutes() {
	h.mux.HandleFunc("GET /desk/call", h.staff(h.callForm))
	h.mux.HandleFunc("POST /desk/call", h.staff(h.call))
	h.mux.HandleFunc("POST /desk/call/help", h.staff(h.callHelp))
	h.mux.HandleFunc("POST /desk/call/earlier", h.staff(h.callEarlier))
	h.mux.HandleFunc("POST /desk/lists", h.staff(h.keepList))
	h.mux.HandleFunc("POST /desk/lists/drop", h.staff(h.dropList))
	h.mux.HandleFunc("GET /desk/overview", h.staff(h.overview))
	h.mux.HandleFunc("GET /desk/overview/{file}", h.staff(h.overviewFile))
	h.mux.HandleFunc("GET /desk/rules", h.staff(h.rules))
	h.mux.HandleFunc("POST /desk/rules", h.staff(h.tryRules))
	h.mux.HandleFunc("POST /desk/rules/upload", h.staff(h.uploadRules))
	h.mux.HandleFunc("GET /desk/rules/{pack}/{version}", h.staff(h.rulesVersion))
	h.mux.HandleFunc("GET /desk/rules/{pack}/{version}/files", h.staff(h.versionFiles))
	h.mux.HandleFunc("POST /desk/rules/{pack}/{version}/activate", h.staff(h.activateRules))
	h.mux.HandleFunc("GET /desk/health", h.staff(h.health))
	h.mux.HandleFunc("POST /desk/health/{case}/{message}", h.staff(h.resend))
	h.mux.HandleFunc("GET /desk/calendar", h.staff(h.calendar))
	h.mux.HandleFunc("GET /desk/calendar/closure", h.staff(h.tryClosure))
	h.mux.HandleFunc("POST /desk/calendar/declare", h.staff(h.declareClosure))
	h.mux.HandleFunc("GET /desk/calendar/{id}", h.staff(h.closure))
	h.mux.HandleFunc("POST /desk/calendar/{id}/revoke", h.staff(h.revokeClosure))
	if h.Regime != nil {
		h.mux.HandleFunc("GET /desk/campaigns", h.staff(h.record(h.campaignsPage)))
		h.mux.HandleFunc("GET /desk/campaigns/new", h.staff(h.record(h.newCampaign)))
		h.mux.HandleFunc("POST /desk/campaigns/check", h.staff(h.checkCampaign))
		h.mux.HandleFunc("POST /desk/campaigns/add", h.staff(h.addCampaign))
		h.mux.HandleFunc("GET /desk/campaigns/{id}", h.staff(h.record(h.campaignPage)))
		h.mux.HandleFunc("POST /desk/campaigns/{id}/{step}", h.staff(h.steps(h.campaignPage, h.campaignStep)))
	}
	if h.Webhooks != nil {
		h.mux.HandleFunc("GET /desk/webhooks", h.staff(h.record(h.webhooks)))
		h.mux.HandleFunc("POST /desk/webhooks/add", h.staff(h.addWebhook))
		h.mux.HandleFunc("GET /desk/webhooks/{id}", h.staff(h.record(h.webhookPage)))
		h.mux.HandleFunc("POST /desk/webhooks/{id}/rotate", h.staff(h.rotateWebhook))
		h.mux.HandleFunc("POST /desk/webhooks/{id}/{step}", h.staff(h.steps(h.webhookPage, h.webhookStep)))
	}
	h.mux.HandleFunc("GET /desk/settings", h.staff(h.record(h.settingsPage)))
	h.mux.HandleFunc("GET /desk/agencies", h.staff(h.agencyList))
	h.mux.HandleFunc("GET /desk/screen", h.staff(h.screen))
	h.mux.HandleFunc("GET /desk/shift", h.staff(h.record(h.shiftPage)))
	h.mux.HandleFunc("POST /desk/shift/{step}", h.staff(h.steps(h.shiftPage, h.shiftStep)))
	h.mux.HandleFunc("GET /desk/press", h.staff(h.record(h.pressPage)))
	h.mux.HandleFunc("POST /desk/answer/check", h.staff(h.answerCheck))
	h.mux.HandleFunc("POST /desk/screen/{id}/{step}", h.staff(h.screenStep))
}
