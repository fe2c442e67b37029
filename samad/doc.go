// Package samad is the case system of Samad 111 (سامد، سامانه الکترونیکی
// ارتباط مردم و دولت) as a library: a citizen's matter comes in, gets a
// tracking code, is screened, referred to the agency that must answer, gets a
// deadline, is answered, and is taken up again when the citizen objects.
// Every step is an event in a history that can be verified.
//
// # The Desk
//
// [Desk] is the service; its methods are the steps of a case, one each:
//
//	desk, err := samad.NewDesk(samad.Config{
//		Store:     db.Cases(),        // storage.Open, or a store of one's own
//		Router:    province.Rules,    // which agency must answer; see routing/pack
//		Deadlines: province.Deadlines, // by when
//		Directory: province.Directory, // agencies, topics and places
//		Codes:     tracking.Minter{},
//		Vault:     vault,             // seals personal data
//	})
//	receipt, err := desk.Submit(ctx, samad.Anonymous(), samad.Submission{
//		Kind: samad.Complaint, Text: "…", Place: "1014",
//	})
//
// A Desk holds no state, starts no goroutines and logs nothing; it is safe
// for concurrent use, and several programs may work on one store. What time
// asks for is done by [Desk.Sweep], messages go out by [Desk.Deliver]; a host
// calls both as often as it likes.
//
// # The record
//
// A [Case] is a fold of its events ([Event], [Replay]); the store keeps both, and
// [VerifyCase] holds them against each other. Events are chained by SHA-256
// ([Event.ComputeHash] documents the encoding). What may have to be erased
// one day — texts, and who the petitioner is — lies beside the history as
// a [Value] each, of which events hold salted commitments: a history verifies
// before and after [Desk.Erase]. Who the petitioner is, the exact place and
// all messages are sealed under a key of the case's own; texts are plain, so
// that they can be searched.
//
// # States and rights
//
// [Transitions] is the one table that says how a case moves, and [Rights] the
// one that says who may do what to which cases; [May] decides by it and
// denies what it does not list. Both are data: print them, test against them.
// An [Actor] comes from the host's own login. Petitioners prove themselves by
// code and PIN ([Desk.Authenticate]).
//
// # Deadlines
//
// Clocks start, pause and stop by events only, and every plan that the policy
// made is recorded with the event, so that a deadline never changes unseen.
// The agency's clock starts at the referral, is paused while the petitioner
// is asked, goes on when the case changes hands, and stops at the final
// answer. An objection begins a new episode with a clock of its own; figures
// of old episodes never change. After a change of calendar or policy,
// [Desk.Recalculate] moves running deadlines as recorded events.
//
// # Errors
//
// Errors match a kind with [errors.Is] ([ErrInvalid], [ErrConflict],
// [ErrTransition], …) and carry facts for [errors.As]. [InvalidError] lists
// everything that is wrong with a request at once, with JSON pointers and
// texts in Persian and English. [Explain] turns any error into a sentence for
// citizens that leaks nothing; [ErrorCode] names it for programs. A step that
// fails has changed nothing.
//
// # Ports
//
// What the Desk needs of its surroundings is declared in this package as
// small interfaces whose comments are contracts: [Store], [Router],
// [Deadlines], [Directory], [Vault], [Blobs], [Codes], [Notifier], [Observer].
// storage/storagetest checks a Store against every promise.
package samad
