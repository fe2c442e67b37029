// Package sla counts deadlines: working calendars, targets, clocks and
// policies.
package sla
