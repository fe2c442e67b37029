package attachments_test

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/examples/attachments"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/blobs"
	"github.com/samad111/go-samad/storage/storagetest"
)

// The bucket's client takes its credentials from the environment, which is one
// for all tests.
func TestMain(m *testing.M) {
	for name, value := range map[string]string{
		"AWS_ACCESS_KEY_ID": "trial", "AWS_SECRET_ACCESS_KEY": "not secret",
		"AWS_CONFIG_FILE": os.DevNull, "AWS_SHARED_CREDENTIALS_FILE": os.DevNull, "AWS_EC2_METADATA_DISABLED": "true",
	} {
		if err := os.Setenv(name, value); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

// startS3 starts a server of the S3 protocol in memory with one bucket, samad,
// and returns the address of places in it.
func startS3(t testing.TB) (endpoint string) {
	t.Helper()
	backend := s3mem.New()
	require.NoError(t, backend.CreateBucket("samad"))
	server := httptest.NewServer(gofakes3.New(backend, gofakes3.WithAutoBucket(false)).Server())
	t.Cleanup(server.Close)
	return server.URL
}

func placeAt(endpoint, bucket string, more ...string) string {
	q := url.Values{"region": {"us-east-1"}, "endpoint": {endpoint}, "use_path_style": {"true"}}
	for i := 0; i+1 < len(more); i += 2 {
		q.Set(more[i], more[i+1])
	}
	return "s3://" + bucket + "?" + q.Encode()
}

func openPlace(t testing.TB, place string) attachments.Store {
	t.Helper()
	s, err := attachments.Open(t.Context(), place, func(err error) { t.Error(err) })
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, s.Close()) })
	return s
}

// TestS3 holds a bucket, reached over the S3 protocol, to the promises of the
// port: each check has a folder of its own in it.
func TestS3(t *testing.T) {
	t.Parallel()
	endpoint := startS3(t)
	var n atomic.Int64
	storagetest.RunBlobs(t, func(t testing.TB) samad.Blobs {
		return openPlace(t, placeAt(endpoint, "samad", "prefix", fmt.Sprintf("check%d/", n.Add(1))))
	})
}

func TestPlace(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ option, db, want string }{
		{"", "sqlite:a/samad.db", "a/samad.db.attachments"},
		{"", "sqlite:", ""},
		{"", "postgres://localhost/samad", ""},
		{"off", "sqlite:samad.db", ""},
		{"files", "postgres://localhost/samad", "files"},
		{"s3://samad?region=x", "sqlite:samad.db", "s3://samad?region=x"},
	} {
		assert.Equal(t, row.want, attachments.Place(row.option, row.db), "%q %q", row.option, row.db)
	}
}

func TestWrongPlacesAreTold(t *testing.T) {
	t.Parallel()
	for place, why := range map[string]string{
		"s3://":                       "names no bucket",
		"s3:samad":                    "names no bucket",
		"s3://key:secret@samad":       "credentials do not belong",
		"s3://samad/folder":           "prefix=FOLDER/",
		"s3://samad?prefix=folder":    "ends in /",
		"gs://samad":                  "gs:// is not known",
		"s3://samad?no_such_option=1": "no_such_option",
	} {
		_, err := attachments.Open(t.Context(), place, nil)
		require.ErrorIs(t, err, attachments.ErrAddress, place)
		require.ErrorContains(t, err, why)
		assert.NotContains(t, err.Error(), "secret@", "no credentials in messages")
	}
}

// TestBucketThatIsNotThere: a slip in the name is told at the start, and so is
// a bucket that does not let us in; one that cannot be reached is opened.
func TestBucketThatIsNotThere(t *testing.T) {
	t.Parallel()
	_, err := attachments.Open(t.Context(), placeAt(startS3(t), "samda"), nil)
	require.ErrorContains(t, err, "no such bucket")

	closed := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/xml")
		w.WriteHeader(http.StatusForbidden)
		fmt.Fprint(w, `<Error><Code>AccessDenied</Code><Message>no</Message></Error>`)
	}))
	t.Cleanup(closed.Close)
	_, err = attachments.Open(t.Context(), placeAt(closed.URL, "samad"), nil)
	require.ErrorContains(t, err, "let us in")

	free, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, free.Close())
	var told error
	s, err := attachments.Open(t.Context(), placeAt("http://"+free.Addr().String(), "samad"), func(err error) { told = err })
	require.NoError(t, err)
	require.Error(t, told)
	_, err = s.Get(t.Context(), "01JZ0000000000000000000001")
	require.Error(t, err)
	require.NotErrorIs(t, err, samad.ErrNotFound, "away is not gone")
	require.NoError(t, s.Close())
}

func TestFolder(t *testing.T) {
	t.Parallel()
	folder := t.TempDir() + "/files"
	assert.IsType(t, (*blobs.Dir)(nil), openPlace(t, folder))
	assert.DirExists(t, folder)
	assert.False(t, attachments.IsBucket(folder) || strings.HasPrefix(folder, "s3:"))
}
