package main

import (
	"fmt"
	"net/http"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/httpapi"
)

// smsPath is where the gateway hands text messages in.
const smsPath = "/sms/in"

// checkSMS reads how the gateway shows who it is, and its secrets.
func (o *options) checkSMS(fault func(flag, format string, args ...any)) {
	if o.SMSFrom == "" {
		for flag, value := range map[string]string{
			"sms-text": o.SMSText, "sms-id": o.SMSID, "sms-secret-file": o.SMSSecret, "sms-key-file": o.SMSKey, "sms-place": o.SMSPlace,
		} {
			if value != "" {
				fault(flag, "--%s needs --sms-from", flag)
			}
		}
		return
	}
	secret := func(flag, file string) string {
		if file == "" {
			return ""
		}
		content, err := readSecret(file)
		if err != nil {
			fault(flag, "%w", err)
		}
		return content
	}
	if (o.SMSSecret == "") != (o.SMSSecretAt == "") {
		fault("sms-secret-at", "--sms-secret-file and --sms-secret-at belong together")
	}
	if (o.SMSKey == "") != (o.SMSSignedAt == "") {
		fault("sms-signed-at", "--sms-key-file and --sms-signed-at belong together")
	}
	o.sms = httpapi.SMSProof{
		Secret: secret("sms-secret-file", o.SMSSecret), SecretAt: o.SMSSecretAt,
		Key: []byte(secret("sms-key-file", o.SMSKey)), SignedAt: o.SMSSignedAt,
	}
	for _, n := range o.SMSNetwork {
		network, err := parseNetwork(n)
		if err != nil {
			fault("sms-network", "%q: write a network such as 10.0.0.0/8, or an address", n)
			continue
		}
		o.sms.Networks = append(o.sms.Networks, network)
	}
	// What is wrong is told before there is a database with accounts in it.
	if _, err := httpapi.NewSMS(struct{ httpapi.SMSDesk }{}, o.smsOptions()); err != nil {
		fault("sms-from", "%w", err)
	}
}

// smsOptions are what the settings say of the gateway.
func (o *options) smsOptions() httpapi.SMSOptions {
	return httpapi.SMSOptions{
		Name: "in", Method: o.SMSMethod, From: o.SMSFrom, Text: o.SMSText, ID: o.SMSID, Proof: o.sms,
		Reply: o.SMSReply, ReplyType: o.SMSType, Place: samad.PlaceID(o.SMSPlace),
	}
}

// openSMS takes text messages in, nil when none are taken.
func openSMS(o options, p parts, limits limiter) (http.Handler, error) {
	if o.SMSFrom == "" {
		return nil, nil
	}
	options := o.smsOptions()
	options.Logger, options.Location = p.logger, p.location
	if limits != nil {
		options.Limiter = limits
	}
	handler, err := httpapi.NewSMS(p.desk, options)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", o.origin("sms-from"), err)
	}
	return handler, nil
}
