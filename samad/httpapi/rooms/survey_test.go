package rooms_test

import (
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
)

// surveys finds the surveys of a case.
func surveys(id samad.CaseID) ledger.Query {
	return ledger.Query{Kind: "survey", Keys: []ledger.Key{{Name: "case", Value: string(id)}}}
}

// surveyOf names the survey of a case.
func (f *fixture) surveyOf(id samad.CaseID) string {
	f.Helper()
	page, err := f.ledger.List(f.Context(), surveys(id))
	require.NoError(f, err)
	require.NotEmpty(f, page.Records)
	return page.Records[0].String()
}
