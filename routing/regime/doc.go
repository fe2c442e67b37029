// Package regime keeps what administrators decide while a service runs, so that
// every program on the same database follows it and a restart changes nothing:
// days that are declared closed, and versions of a pack that are put in force.
//
//	keeper, err := regime.Open(ctx, regime.Config{
//		Ledger: db.Ledger(), Cases: db.Cases(), Sources: []pack.Source{{FS: isfahan.FS()}},
//	})
//	desk, err := samad.NewDesk(samad.Config{
//		Router: keeper.Live(), Deadlines: keeper.Live(), Directory: keeper.Live().Directory(), …
//	})
//
// Each program calls [Keeper.Refresh] every few seconds, or before each round of
// its work; it reads two small records a province and exchanges the packs only
// when one of them has changed.
//
// # Closures
//
// [Keeper.Try] makes packs with one more closed day. A Desk that counts by them
// ([samad.Desk.WithDeadlines]) tells which deadlines that would move, before
// anybody decides. [Keeper.Declare] records the closure with its reason and who
// declared it, [Keeper.Revoke] takes it back; [Keeper.Move] then moves the
// running deadlines, each as an event of its case. The program that watches
// deadlines finishes what a server that died left behind ([Keeper.Settle]), and
// goes through the cases once more for those that another server planned in the
// moment before it heard of the closure.
//
// # Versions of a pack
//
// [Keeper.Propose] checks uploaded files over those in force: what does not load
// is refused with every fault and kept nowhere. [Keeper.Store] keeps a candidate,
// [Replay] tells which recorded cases it would decide otherwise, and
// [Keeper.Activate] puts it in force when the tests of its rules pass. Nothing is
// ever thrown away: [Keeper.Activate] of an earlier version, or of the one that
// the program was started with ([Shipped]), goes back.
//
// # Where it lies
//
// In the ledger (package samad/ledger), as records of the kinds closures, pack
// and pack_files, with a history that verifies and is backed up with everything
// else. They hold no personal data: of who decided only what histories keep of
// staff.
//
// A Keeper is safe for concurrent use. It starts no goroutines. Errors match those
// of package samad; faults of files are a directory.Faults.
package regime
