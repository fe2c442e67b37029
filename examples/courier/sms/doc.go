// Package sms hands text messages to any HTTP gateway: what is sent, and how
// the answer is read, is configuration, so that every Iranian provider fits.
//
//	gateway, err := sms.New(sms.Config{
//		URL:       "https://api.provider.example/v1/send",
//		Body:      `{"to": {{json .To}}, "text": {{json .Text}}, "localid": {{json .Key}}}`,
//		Headers:   map[string]string{"Authorization": "Bearer {{.Secret}}"},
//		Reference: "data.messageid",
//	})
//
// The key of a message goes along on every try, in the body or as the header
// Idempotency-Key, so that a gateway that was slow does not send twice.
//
// [Measure] counts how many parts a text takes: 70 UTF-16 units for one in
// Persian, 67 in each of several; 160 and 153 in Latin letters. [Reports] is the
// endpoint to which a gateway reports what arrived.
package sms
