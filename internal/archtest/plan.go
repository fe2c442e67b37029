package archtest

// Module is the path of this module.
const Module = "github.com/samad111/go-samad"

// Edge is something that a folder may import.
type Edge struct {
	// Import is a folder of this module ("sla", or "sla/..." with all that
	// lies below it), an import path of another module with all that lies
	// below it, or "..." for anything.
	Import string
	Why    string
}

// Folder is a line of the plan: a folder and what it may import besides the
// standard library and folders of its own internal tree.
type Folder struct {
	// Path is a folder below the module's root; with "/..." all below it that
	// have no line of their own.
	Path string
	May  []Edge
}

// Plan is what code, tests aside, may import. A folder without a line is a
// finding, so that nobody adds a room by chance.
func Plan() []Folder {
	const (
		dates    = "deadlines and validity are days of the Persian calendar"
		domain   = "speaks of cases, agencies, topics and places"
		folding  = "compares Persian text however it was typed"
		faults   = "reads files strictly, every fault with its place"
		keeps    = "keeps what the domain's port says"
		codes    = "keeps and finds cases by their tracking code"
		admitted = "one door for what stores are given"
	)
	return []Folder{
		{"tracking", nil},
		{"sla/persian", nil},
		{"sla/hijri", nil},
		{"sla", []Edge{
			{"sla/persian", dates},
			{"sla/hijri", "religious holidays move with the moon"},
			{"internal/yamlfile", faults},
			{"github.com/goccy/go-yaml", "calendars and policies are YAML"},
		}},
		{"sla/iran", []Edge{
			{"sla", "builds its calendar"},
			{"sla/persian", dates},
			{"sla/hijri", "lunar months as announced"},
		}},

		{"internal/fold", []Edge{{"golang.org/x/text", "Unicode normal forms and widths"}}},
		{"internal/yamlfile", []Edge{{"github.com/goccy/go-yaml", "gives the line and column of every node"}}},
		{"internal/yamlday", []Edge{{"internal/yamlfile", "where they stand in a file"}, {"sla/persian", "dates in files are Persian"}}},
		{"internal/required", nil},
		{"internal/archtest", nil},
		{"internal/recount", []Edge{{"sla/persian", "days on which things count; nothing of what it is held against"}}},
		{"internal/testreport", nil},
		{"internal/walks", nil},

		{"samad", []Edge{
			{"tracking", "codes and PINs of cases"},
			{"sla", "a case keeps clocks; its facts go to a policy"},
			{"sla/persian", dates},
			{"internal/fold", folding},
			{"github.com/oklog/ulid/v2", "ids of cases, events and messages"},
			{"golang.org/x/text/language", "whom to explain things in which language"},
		}},
		{"samad/directory", []Edge{
			{"samad", "implements samad.Directory"},
			{"sla/persian", dates},
			{"internal/fold", folding},
			{"internal/yamlday", dates},
			{"internal/yamlfile", faults},
			{"github.com/goccy/go-yaml", "agencies, topics and places are YAML"},
		}},
		{"samad/ledger", []Edge{
			{"samad", "writes records together with cases; the same hashes, stamps and errors"},
			{"github.com/oklog/ulid/v2", "ids of events"},
			{"sla/persian", "a seal is of a day"},
		}},
		{"samad/advice", rooms()},
		{"samad/connection", rooms()},
		{"samad/campaign", []Edge{{"samad", "topics beside those of packs"}, {"samad/ledger", "each step is recorded"}, {"sla", "their times"}, {"sla/persian", "their days"}}},
		{"samad/meeting", rooms()},
		{"samad/oversight", rooms()},
		{"samad/figures", []Edge{
			{"internal/required", "tells at once what a configuration lacks"},
			{"samad", domain},
			{"sla", "stages and working days"},
			{"sla/persian", dates},
		}},
		{"samad/training", append(rooms(), Edge{"internal/yamlfile", faults})},
		{"samad/webhook", []Edge{{"internal/required", "tells at once what a configuration lacks"}, {"samad", "tells what happened to a case"}, {"samad/ledger", "keeps subscriptions with their history"}, {"sla/persian", "days of the directory"}}},
		{"samad/httpapi", []Edge{
			{"samad", domain},
			{"samad/webhook", "the feed tells what webhooks tell"},
			{"samad/directory", "lists what a form offers"},
			{"tracking", "reads codes in any digits"},
			{"sla", "marks of clocks in views"},
			{"sla/persian", "dates beside instants"},
			{"github.com/danielgtaylor/huma/v2", "operations as types, OpenAPI from them"},
			{"golang.org/x/text", "answers in the language asked for"},
		}},
		{"samad/httpapi/internal/apidoc", nil},
		{"samad/httpapi/rooms", []Edge{
			{"samad", domain},
			{"samad/httpapi", "adds its operations there"},
			{"samad/meeting", "meetings over HTTP"},
			{"samad/oversight", "oversight over HTTP"},
			{"samad/figures", "figures over HTTP"},
			{"samad/campaign", "campaign topics over HTTP"},
			{"sla", "their times"},
			{"samad/ledger", "revisions of records, and requests that came twice"},
			{"sla/persian", "days and weekdays in bodies"},
		}},
		{"samad/open311", []Edge{
			{"samad", domain}, {"samad/directory", "services are topics"},
			{"tracking", "service request ids"}, {"sla", "expected dates"},
			{"sla/persian", "days of the directory, and dates in answers to questions"},
		}},

		{"routing", []Edge{
			{"samad", "implements samad.Router"},
			{"samad/directory", "checks the ids that rules name"},
			{"internal/fold", folding},
			{"internal/yamlday", dates},
			{"internal/yamlfile", faults},
			{"sla", "rules may name targets"},
			{"sla/persian", dates},
			{"github.com/goccy/go-yaml", "rules are YAML"},
		}},
		{"routing/celrule", []Edge{
			{"routing", "gives it a condition"}, {"samad", domain},
			{"cel.dev/cel-go", "conditions with a hard limit of cost"},
		}},
		{"routing/routingtest", []Edge{{"routing", "runs rules on examples"}, {"routing/pack", "loads them from their files"}, {"samad", domain}}},
		{"routing/pack", []Edge{
			{"routing", "a pack has rules"},
			{"routing/celrule", "rules may have conditions"},
			{"samad", domain},
			{"samad/directory", "a pack has agencies, topics and places"},
			{"samad/campaign", "and topics that were added while it is in force"},
			{"sla/...", "a pack has deadlines and a calendar"},
			{"internal/fold", folding},
			{"internal/yamlday", dates},
			{"internal/yamlfile", faults},
			{"github.com/goccy/go-yaml", "packs are YAML"},
		}},

		{"routing/regime", []Edge{
			{"routing", "replays cases through rule sets"},
			{"routing/pack", "exchanges packs"},
			{"samad", domain},
			{"samad/directory", "tells faults of files"},
			{"samad/ledger", "records what administrators decide"},
			{"samad/campaign", "topics that are added meanwhile"},
			{"sla/...", "closes days of calendars"},
		}},

		{"storage", []Edge{
			{"samad", "opens what implements its ports"}, {"samad/...", keeps}, {"storage/...", "chooses by URL"},
		}},
		{"storage/admit", []Edge{{"samad", keeps}, {"samad/...", keeps}, {"tracking", codes}, {"internal/fold", folding}}},
		{"storage/internal/hosted", []Edge{{"samad", "tells a host to begin its transaction anew"}, {"github.com/uptrace/bun", "the host's transaction"}}},
		{"storage/internal/queue", []Edge{{"samad", "tells those who wait that the store is closed"}}},
		{"storage/memory", stores()},
		{"storage/sqlstore", append(append(stores(), sql()...), Edge{"sla", "reads the clocks of stored cases"})},
		{"storage/sqlite", append(append(stores(), sql()...),
			Edge{"storage/sqlstore", "the statements"},
			Edge{"storage/internal/queue", "callers who wait share a transaction"},
			Edge{"storage/internal/hosted", "writes within a host's transaction"},
			Edge{"github.com/uptrace/bun/dialect/sqlitedialect", "the dialect"},
			Edge{"modernc.org/sqlite", "the driver, without cgo"})},
		{"storage/postgres", append(append(stores(), sql()...),
			Edge{"storage/sqlstore", "the statements"},
			Edge{"storage/internal/queue", "callers who wait share a transaction"},
			Edge{"storage/internal/hosted", "writes within a host's transaction"},
			Edge{"sla/persian", "a partition is a Persian year"},
			Edge{"github.com/uptrace/bun/dialect/pgdialect", "the dialect"},
			Edge{"github.com/jackc/pgx/v5", "the driver"})},
		{"storage/vault", []Edge{{"samad", "implements samad.Vault"}, {"github.com/tink-crypto/tink-go/v2", "authenticated encryption"}}},
		{"storage/blobs", []Edge{{"samad", "implements samad.Blobs"}}},
		{"storage/blobs/bucket", []Edge{{"samad", "implements samad.Blobs"}, {"gocloud.dev", "object stores"}}},
		{"storage/blobs/clamd", []Edge{{"samad", "implements samad.Scanner"}}},
		{"storage/transfer", []Edge{{"samad", "moves what is kept behind its ports"}, {"samad/...", keeps}}},
		{"storage/storagetest", []Edge{
			{"samad", "checks the promises of its ports"}, {"samad/...", keeps}, {"tracking", codes}, {"sla", "makes clocks"}, {"sla/persian", "the days of digests"},
		}},
		{"storage/crashtest", []Edge{{"samad", domain}, {"storage/...", "kills it and looks"}, {"tracking", codes}, {"sla", "makes clocks"}, {"sla/persian", dates}}},

		{"docs/handbook", nil},
		{"examples/isfahan", nil},
		{"examples/...", []Edge{{"...", "programs tie everything together; what only they need lives only here"}}},
	}
}

func rooms() []Edge {
	return []Edge{
		{"samad", "a room beside the desk"},
		{"samad/ledger", "keeps its records"},
		{"samad/directory", "agencies and places"},
		{"sla", "deadlines of demands and visits"},
		{"sla/persian", "days of sessions and periods"},
		{"internal/fold", "finds Persian text however it was typed"},
		{"internal/required", "tells at once what a configuration lacks"},
		{"github.com/oklog/ulid/v2", "ids"},
	}
}

func stores() []Edge {
	return []Edge{
		{"samad", "implements samad.Store"},
		{"samad/...", "implements the ports of the other rooms"},
		{"tracking", "finds cases by their code"},
		{"sla/persian", "days of figures"},
		{"internal/fold", "the search row"},
		{"storage/admit", "one door for what stores are given"},
	}
}

func sql() []Edge {
	return []Edge{
		{"github.com/uptrace/bun", "builds statements for both dialects"},
		{"github.com/pressly/goose/v3", "numbered migrations"},
		{"golang.org/x/text/collate", "sorts Persian names"},
		{"github.com/oklog/ulid/v2", "ids in rows"},
	}
}

// TestPlan is what tests may import besides what their folder's code may. All
// lines that match a folder hold.
func TestPlan() []Folder {
	return []Folder{
		{"...", []Edge{
			{"github.com/stretchr/testify", "assertions"},
			{"github.com/google/go-cmp", "whole values compared"},
			{"pgregory.net/rapid", "properties"},
			{"golang.org/x/text", "an independent reading of Unicode to compare with"},
			{"internal/...", "the same tools as the code"},
			{"examples/isfahan", "the pilot's data, which imports nothing"},
		}},
		{"sla/...", []Edge{{"sla/...", "calendars of each other"}}},
		{"samad/...", []Edge{{"...", "a desk over real rules, deadlines and stores"}}},
		{"routing/...", []Edge{{"...", "rules before a real desk"}}},
		{"storage/...", []Edge{{"...", "the desk over every store"}}},
		{"internal/archtest", []Edge{{"samad", "the README's picture against the states"}}},
	}
}

// Reserved are packages of the standard library that only some folders may
// import; tests may import all of them but "C" and "unsafe".
func Reserved() map[string][]string {
	const programs = "examples/..."
	databases := []string{"storage", "storage/sqlstore", "storage/sqlite", "storage/postgres", programs}
	return map[string][]string{
		"C":            {}, // no cgo: go run works on a machine without a C compiler
		"unsafe":       {},
		"database/sql": databases, // its leaf database/sql/driver is free
		"net/http":     {"samad/httpapi", "samad/httpapi/rooms", "samad/httpapi/internal/apidoc", "samad/open311", programs},
		"net":          {"samad/httpapi", "samad/open311", "storage/blobs/clamd", "storage/postgres", programs},
		"log":          {programs}, // libraries return errors, they do not log
		"flag":         {programs},
		"os/exec":      {"storage/crashtest", "internal/archtest", programs},
		"testing":      {"storage/storagetest", "storage/crashtest", "routing/routingtest"},
	}
}

// Closure says what must not be found among everything that folders import,
// directly or not.
type Closure struct {
	Of, Never []string
}

// Closures returns the promises about what comes along with a library.
func Closures() []Closure {
	own := func(folders ...string) []string {
		for i, f := range folders {
			folders[i] = Module + "/" + f
		}
		return folders
	}
	heavy := []string{"database/sql", "net/http", "testing", "os/exec"}
	return []Closure{
		{[]string{"./tracking", "./sla", "./sla/persian", "./sla/hijri", "./sla/iran"},
			append(own("samad", "routing", "storage"), heavy...)},
		{[]string{"./samad", "./samad/directory"},
			append(own("routing", "storage", "samad/httpapi"), heavy...)},
		{[]string{"./samad/httpapi"}, own("samad/meeting", "samad/oversight", "samad/figures", "routing", "storage")},
		{[]string{"./routing"},
			append(own("storage", "samad/httpapi", "routing/celrule"), append(heavy, "cel.dev/cel-go/cel")...)},
	}
}

// TopLevel is what may stand at the top of the repository.
func TopLevel() []string {
	return []string{
		"samad", "routing", "sla", "tracking", "storage", "examples", "internal", "docs",
		"go.mod", "go.sum", "README.md", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md",
		".ci", ".golangci.yml", ".gitignore", ".git",
	}
}

// BadNames are names of packages and files that say nothing about what is in
// them.
func BadNames() []string {
	return []string{"util", "utils", "common", "helper", "helpers", "model", "models", "misc", "shared", "types"}
}
