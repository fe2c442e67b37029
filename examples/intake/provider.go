package main

import (
	"context"
	"fmt"

	"github.com/samad111/go-samad/examples/intake/openid"
	"github.com/samad111/go-samad/examples/intake/webdesk"
	"github.com/samad111/go-samad/samad"
)

// openProvider returns the OpenID Connect provider of the options, nil for
// none. It does not speak with it yet.
func openProvider(ctx context.Context, o options, keys samad.Vault) (webdesk.Provider, error) {
	if o.OIDC == "" {
		return nil, nil
	}
	secret := ""
	if o.OIDCSecret != "" {
		var err error
		if secret, err = readSecret(o.OIDCSecret); err != nil {
			return nil, fmt.Errorf("--oidc-secret-file: %w", err)
		}
	}
	key, err := keys.Hash(ctx, "intake_openid", "cookie")
	if err != nil {
		return nil, err
	}
	return openid.New(openid.Options{Issuer: o.OIDC, ClientID: o.OIDCClient, Secret: secret, Claim: o.OIDCClaim, Key: key})
}
