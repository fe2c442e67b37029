// Package webhook tells other case systems what happens to cases: signed
// requests by the rules of Standard Webhooks (standardwebhooks.com), for
// senders and receivers alike.
//
// A sender signs each body with every secret that the receiver may still use:
//
//	webhook.Sign(event.ID, now, body, secret).Set(request.Header)
//
// A receiver checks before it believes:
//
//	v := webhook.Verifier{Secrets: []webhook.Secret{secret}}
//	err := v.Verify(webhook.From(request.Header), body)
//
// # What is sent
//
// A [Message] says that something happened, where and when; it holds no texts
// and nothing personal. Who wants more reads the case by the API, with its own
// rights. The data of a message is an [Event], the same that the API's feed at
// /api/v1/events lists: whoever missed messages catches up there.
//
// # Who is told
//
// A [Registry] keeps hooks: who wants to be told where, of which agency's
// cases, and how far that has come. Hooks are records of the ledger, on every
// database; their secrets are sealed by the vault and shown once. Who looks
// after which follows from [samad.Rights]. A hook reads the feed as the
// service account of its agency, narrowed to reading, so it never hears of
// another agency's or province's cases.
//
// # What is promised
//
// Messages come at least once and, for one hook, in the order of the record.
// A message that comes again has the same id, so a receiver keeps the ids that
// it has seen. What a receiver refuses again and again is given up, kept as
// [Dead], and sent again on request. Delivery is not this package's work: a
// courier takes [Subscription] values from [Subscriptions], which the Registry
// is, reads the Desk's feed as the subscription's actor, and sends;
// examples/courier/webhook is one.
//
// The package opens no connection. All of it is safe for concurrent use.
package webhook
