// Package webhook sends other systems the events of the cases that they may
// see, signed by the rules of Standard Webhooks (see samad/webhook).
//
//	sender, err := webhook.New(webhook.Config{Desk: desk, Subscriptions: subscriptions})
//	report, err := sender.Round(ctx, "courier 1", 20)
//
// A subscription gets its events in the order of the record; what it did not
// take holds up all that follows, so nothing is lost and nothing overtakes.
// After a failure the rest waits, longer each time, with a random share so that
// many receivers behind one broken line are not all tried at once. Events come
// at least once: one whose answer was lost comes again, with the same
// webhook-id.
//
// Addresses are named by people outside, so [NewClient] reaches no private
// network, follows no redirect, and only https addresses are called unless
// plain ones are allowed.
package webhook
