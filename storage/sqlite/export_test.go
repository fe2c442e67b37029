package sqlite

// Queue returns how many writes were ever let into the queue, and how many of
// them wait in it now.
func (db *DB) Queue() (entered, waiting int) { return db.queue.Counts() }
