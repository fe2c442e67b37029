// Package storage opens the database that a service is told to use:
//
//	db, err := storage.Open(ctx, "sqlite:/var/lib/samad/samad.db", storage.Options{})
//	if err != nil { … }
//	defer db.Close()
//	if err := db.Migrate(ctx); err != nil { … }
//	desk, err := samad.NewDesk(samad.Config{Store: db.Cases(), …})
//
// The address is "sqlite:" and a path, "postgres://user@host/database", or
// "memory:" for a store that is gone when the process ends. An embedder who has
// a database handle already uses storage/sqlite or storage/postgres itself.
//
// Whoever keeps cases in another way implements samad.Store and runs
// storage/storagetest on it.
package storage
