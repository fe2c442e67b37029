// Package tracking has the codes with which people follow their cases.
package tracking
