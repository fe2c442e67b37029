// Package webdesk serves the pages of the reference service: for citizens, who
// file and follow cases, and for officials, who screen, refer and answer them.
//
// Pages are rendered here and need no JavaScript. They are Persian, from right
// to left, with Persian digits and Persian dates; ?lang=en switches to English
// and is remembered. Styles and the font (Vazirmatn, under the SIL Open Font
// License, see assets/vazirmatn-OFL.txt) are embedded: nothing is loaded from
// elsewhere, and the Content-Security-Policy allows nothing else.
//
// The pages decide nothing. Every step goes through the [samad.Desk], with the
// same rules as for the API; what an official is offered is what
// [samad.Dossier.May] lists.
//
// # Forms
//
// A form that is refused comes back with what was typed and says at each field
// what is wrong with it. A form that is sent twice does its work once: filing
// carries an idempotency key, every other step the revision that the page
// showed. Forms from other sites are refused (see
// [net/http.CrossOriginProtection]).
//
// # What is not here
//
// Tracking codes and PINs never stand in an address or in a log: following a
// case is a POST, and its pages are not stored by browsers.
package webdesk
