// Package blobs keeps the sealed contents of attachments in a directory: the
// default of services that run on one machine, or on several with a file system
// in common. storage/blobs/bucket keeps them in an object store such as S3
// instead, and storage/blobs/clamd scans them.
//
//	dir, err := blobs.OpenDir("/var/lib/samad/attachments")
//	…
//	desk, err := samad.NewDesk(samad.Config{Blobs: dir, …})
//
// # What lies in the directory
//
// Contents are sealed by the Desk: without the database and its keys nobody can
// read them, and file names tell nothing but when an attachment was made. Back
// the directory up with any tool that copies files, after the database: then
// every attachment that the database knows is in the copy. kept/ never changes
// but by new files and erasure, and its folders are by time (12 days each), so
// that a copy made once need not look into old ones again. staged/ and new/
// need no copy.
package blobs
