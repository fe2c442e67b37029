package vault

import (
	"fmt"
	"strings"
)

// Parse returns a vault that uses the keys in the text, which is what a key
// file holds. It fails with an error matching [ErrKeys].
func Parse(text []byte) (*Vault, error) {
	handle, hash, err := decode(text)
	if err != nil {
		return nil, err
	}
	return fromKeyset(handle, hash)
}

// envPrefix begins the place of keys in an environment variable.
const envPrefix = "env:"

// Load returns a vault from a place that somebody configured: the path of a
// key file, or "env:" and the name of an environment variable that holds what
// a key file would. getenv is usually os.Getenv. Errors match those of
// [OpenFile] and [Parse].
func Load(place string, getenv func(string) string) (*Vault, error) {
	name, ok := strings.CutPrefix(place, envPrefix)
	if !ok {
		return OpenFile(place)
	}
	text := getenv(name)
	if text == "" {
		return nil, fmt.Errorf("%w: the environment variable %s is empty", ErrKeys, name)
	}
	v, err := Parse([]byte(text))
	if err != nil {
		return nil, fmt.Errorf("%w (environment variable %s)", err, name)
	}
	return v, nil
}
