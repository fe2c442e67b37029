// Package training keeps who has learned to work with Samad: tasks for each
// role that are done in a sandbox, checked against the record and not against
// clicks, and the condition that only whoever has done them holds a role.
//
// # Tasks
//
// A [Task] is data: for whom it is, what is to be done, and which events the
// trainee must have made ([ParseTasks] reads a file of them). [Check] holds a
// task against the [Deed] values of a trainee, and says of each thing that is
// missing or wrong what to do better:
//
//	feedback := training.Check(task, deeds, training.Setting{Agency: "isf.abfa"})
//	for _, t := range feedback.Says { fmt.Println(t.Fa) }
//
// # The sandbox
//
// A sandbox is an installation with a database of its own, marked for ever by
// [MarkSandbox]; programs that carry messages ask [IsSandbox] and refuse, and a
// desk over it has [NoCarrier] for a carrier. A [Room] over its ledger begins
// tasks (the host's [Stage] makes the sample cases), looks at what the trainee
// did, keeps when a task was finished with the events that show it, and
// [Room.Export] writes all of that into one signed file.
//
// # The condition
//
// A [Register] over the ledger of the real installation takes such files in
// from the sandboxes that it trusts, and tells what somebody still has to do
// before holding a role ([Register.Missing]).
//
// # Errors
//
// Files that nobody signed who is trusted fail with [ErrUntrusted], damaged
// ones with [ErrFile]; otherwise errors match those of package samad.
package training
