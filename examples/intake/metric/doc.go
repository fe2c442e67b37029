// Package metric measures the reference service for Prometheus: requests, steps
// of the Desk, the stock of cases by stage, what is overdue and how old the
// oldest is, the outbox, the calendar, the database's connections, and Go.
//
// No label holds anything of a person: labels are routes, states, actions and
// codes of errors, of which there are few. docs/operations.md lists every
// figure with the alert that belongs to it.
package metric
