// Package courier brings the Desk's messages to people: it chooses the carrier
// for each message, words it, keeps quiet hours and rates, and hands it over.
//
//	c, err := courier.New(courier.Config{
//		Carriers: map[samad.Carrier]courier.Carrier{samad.BySMS: gateway, samad.ByEmail: mailer},
//		Desk:     inbox,
//	})
//	desk, err := samad.NewDesk(samad.Config{ /* … */ Notifier: c})
//	report, err := desk.Deliver(ctx, "courier 1", 100)
//
// What belongs to the outbox is the Desk's: the order of one recipient's
// messages, tries with growing waits, and giving up. A Courier adds what belongs
// to carriers:
//
//   - Quiet hours: no text message from 22:00 to 08:00 in Tehran, unless the
//     matter is an emergency. A message that comes at night is put off to the
//     morning and not counted as tried ([samad.PostponedError]). The hours are
//     settings with days of validity.
//   - Rates: no carrier gets more in a second than it may; a message that would
//     have to wait long is put off.
//   - Wording: a text/template for each language, carrier and kind, all of them
//     tried when they are loaded.
//
// The carriers are packages of their own: courier/sms for any HTTP gateway,
// courier/mail for SMTP, courier/webhook for other systems' case events,
// courier/stream for NATS. Setup reads all of them from one YAML file.
//
// A message's ID goes to every carrier as the idempotency key. A carrier may
// see the same key twice; it must not tell the petitioner twice.
package courier
