package postgres

import (
	"fmt"
	"net/url"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/samad111/go-samad/storage/sqlstore"
)

// Options are how a database is opened. The zero Options are right for a
// service.
type Options struct {
	// Schema is where the tables are: up to 40 letters a-z, digits and
	// underscores, the first a letter. [DB.Migrate] makes it, and connections
	// of [Open] look in it first. Default: where the database looks first.
	Schema string
	// Prefix begins the names of all tables, in the same form. Default: none.
	Prefix string
	// Connections is the greatest number of connections. Default: eight times
	// the number of processors, at least 16. [New] has no use for it.
	Connections int
	// StatementTimeout ends what runs longer on the server, migrations
	// excepted; negative: never. Default: 30 seconds. [New] has no use for it.
	StatementTimeout time.Duration
	// Replica is the address of a server that follows this one; lists, counts
	// and recorded calls are read there (see the package's text about what
	// that means). Default: none. [New] has no use for it.
	Replica string
	// ReplicaLag is how far behind the replica may be. Default: 5 seconds.
	ReplicaLag time.Duration
	// FeedWait is how long a read of the feed waits for transactions that are
	// going on and hold back what has been written already; after that it
	// returns what has settled. A transaction takes milliseconds; whoever keeps
	// one open for minutes, in whatever database of the server, delays the
	// feed, but must not make its readers wait for ever. Default: 5 seconds.
	FeedWait time.Duration
	// Pooler says that a pooler in transaction mode (PgBouncer) stands between:
	// nothing is prepared and no settings are made on connections, so set
	// statement_timeout for the role. Migrations need the server itself.
	Pooler bool
	// ReadOnly lets the server refuse whatever writes; a replica can be opened
	// so by itself. [New] has no use for it.
	ReadOnly bool
}

const (
	defaultTimeout = 30 * time.Second
	defaultLag     = 5 * time.Second
	defaultWait    = 5 * time.Second
	// grace is how much longer than the server we wait for its word.
	grace = 5 * time.Second
)

func (o Options) withDefaults() Options {
	if o.Connections <= 0 {
		o.Connections = max(16, 8*runtime.NumCPU())
	}
	if o.StatementTimeout == 0 {
		o.StatementTimeout = defaultTimeout
	}
	if o.FeedWait <= 0 {
		o.FeedWait = defaultWait
	}
	if o.ReplicaLag <= 0 {
		o.ReplicaLag = defaultLag
	}
	return o
}

func (o Options) names() (sqlstore.Names, error) {
	names, err := sqlstore.NewNames(o.Prefix)
	if err != nil {
		return sqlstore.Names{}, err
	}
	return names.InSchema(o.Schema)
}

// patience is how long to wait for the server to end a transaction.
func (o Options) patience() time.Duration {
	if o.StatementTimeout < 0 {
		return time.Hour
	}
	return o.StatementTimeout + grace
}

// parse reads an address and the options in it: schema, prefix, connections,
// pooler, replica and replica_lag. They count for more than those given.
func parse(address string, o Options) (*pgx.ConnConfig, Options, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" {
		return nil, o, &AddressError{"it is not of the form postgres://user@host/database"}
	}
	query := u.Query()
	take := func(name string, set func(string) error) {
		if !query.Has(name) || err != nil {
			return
		}
		if err = set(query.Get(name)); err != nil {
			err = &AddressError{"its " + name + " cannot be read"}
		}
		query.Del(name)
	}
	text := func(to *string) func(string) error { return func(s string) error { *to = s; return nil } }
	take("schema", text(&o.Schema))
	take("prefix", text(&o.Prefix))
	take("replica", text(&o.Replica))
	take("connections", func(s string) (err error) { o.Connections, err = strconv.Atoi(s); return err })
	take("pooler", func(s string) (err error) { o.Pooler, err = strconv.ParseBool(s); return err })
	take("replica_lag", func(s string) (err error) { o.ReplicaLag, err = time.ParseDuration(s); return err })
	if err != nil {
		return nil, o, err
	}
	u.RawQuery = strings.ReplaceAll(query.Encode(), "+", "%20") // libpq's addresses know no other blank
	o = o.withDefaults()
	config, err := connConfig(u.String(), o)
	return config, o, err
}

// connConfig reads an address without options of ours.
func connConfig(address string, o Options) (*pgx.ConnConfig, error) {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		// The driver's own words may repeat parts of the address.
		return nil, &AddressError{"the driver cannot read it"}
	}
	config.DefaultQueryExecMode = pgx.QueryExecModeExec
	config.DialFunc = patientDialer().DialContext
	if !strings.Contains(address, "connect_timeout=") {
		config.ConnectTimeout = connectTime(config)
	}
	if o.Pooler {
		return config, nil
	}
	set := func(name, value string) {
		if _, given := config.RuntimeParams[name]; !given {
			config.RuntimeParams[name] = value
		}
	}
	set("application_name", "samad")
	set("timezone", "UTC")
	if o.ReadOnly {
		set("default_transaction_read_only", "on")
		if strings.Contains(address, "target_session_attrs=read-write") {
			// Our own word that nothing is written must not make us refuse the
			// server that writes.
			config.ValidateConnect = pgconn.ValidateConnectTargetSessionAttrsPrimary
		}
	}
	if o.Schema != "" {
		set("search_path", o.Schema) // for the host's own tables
	}
	if o.StatementTimeout > 0 {
		set("statement_timeout", fmt.Sprint(o.StatementTimeout.Milliseconds()))
	}
	return config, nil
}
