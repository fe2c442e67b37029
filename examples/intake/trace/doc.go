// Package trace tells an OpenTelemetry collector how requests were answered:
// a span for each request, named by its route, and one below it for each step
// of the Desk.
//
// Spans hold routes, states and codes of errors only: a path holds a tracking
// code and a body a petitioner's matter, so that neither is ever an attribute.
// That is why requests are measured here and not by otelhttp, which keeps paths
// and addresses.
package trace
