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
// # What is promised
//
// Messages come at least once and, for one subscription, in the order of the
// record. A message that comes again has the same id, so a receiver keeps the
// ids that it has seen. Delivery is not this package's work: a courier takes
// [Subscription] values from a [Subscriptions] store, reads the Desk's feed as
// the subscription's actor, and sends.
//
// The package opens no connection. All of it is safe for concurrent use.
package webhook
