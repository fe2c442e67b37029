package crashtest

import (
	"errors"
	"fmt"
	"os"
)

// Standby copies the running server into a new folder, as one that follows it
// when it is started. The caller removes it, too.
func (c *Cluster) Standby() (*Cluster, error) {
	folder, err := os.MkdirTemp("", "crash-pg")
	if err != nil {
		return nil, fmt.Errorf("crashtest: %w", err)
	}
	s := &Cluster{folder: folder, programs: c.programs, root: c.root}
	if err := s.copyOf(c); err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	return s, nil
}

func (c *Cluster) copyOf(primary *Cluster) error {
	if err := c.own(); err != nil {
		return err
	}
	said, err := c.command("pg_basebackup", "-h", primary.folder, "-p", "5432", "-U", "postgres", "-D", c.data(),
		"--write-recovery-conf", "--wal-method=stream", "--checkpoint=fast").CombinedOutput()
	if err != nil {
		return fmt.Errorf("crashtest: pg_basebackup: %w: %s", err, said)
	}
	return nil
}

// Promote makes a standby the server that takes writes, and returns when it
// does.
func (c *Cluster) Promote() error {
	said, err := c.command("pg_ctl", "-D", c.data(), "-w", "-t", "60", "promote").CombinedOutput()
	if err != nil {
		return fmt.Errorf("crashtest: promote: %w: %s", err, said)
	}
	return nil
}

// EitherURL returns the address of whichever of the two servers takes writes.
func (c *Cluster) EitherURL(other *Cluster) string {
	return "postgres://postgres@/postgres?host=" + c.folder + "," + other.folder + "&target_session_attrs=read-write"
}
