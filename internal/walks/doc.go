// Package walks keeps true what a developer finds who imports one package: each
// folder of testdata is a small program or package as a stranger writes it from
// the documentation alone, and the test builds, runs and tests it in a module of
// its own outside this one. docs/packages.md lists them with what they weigh.
package walks
