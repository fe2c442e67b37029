// Package deploy holds what runs the service somewhere else than on one's own
// machine: a Dockerfile, compose.yaml with PostgreSQL, two servers, two
// checkers and a proxy, and systemd units. docs/operations.md tells how to use
// them. There is no code here; the tests hold the files against the programs,
// build the programs as the Dockerfile does, and run them as compose would.
package deploy
