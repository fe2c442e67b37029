package transfer

import (
	"context"
	"errors"
	"fmt"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
)

// maxFaults bounds how many faults an error names.
const maxFaults = 20

// Verify reads everything in the database and checks that every history and
// every digest verifies, that the stored state of every case is what its events
// give, and that there are as many cases as begin in the feed. It returns what
// is there. The error matches [ErrUnsound] and, for the single faults, of which
// it names the first few, samad.ErrHistory.
func Verify(ctx context.Context, end End, progress Progress) (Summary, error) {
	v := verifier{End: end}
	for _, part := range []func(context.Context) error{v.digests, v.cases, v.records, v.rest} {
		if err := part(ctx); err != nil {
			return v.summary, err
		}
		if progress != nil {
			progress(v.summary)
		}
	}
	if v.count > 0 {
		return v.summary, fmt.Errorf("%w: %d faults: %w", ErrUnsound, v.count, errors.Join(v.faults...))
	}
	return v.summary, nil
}

type verifier struct {
	End
	summary Summary
	count   int
	faults  []error
}

func (v *verifier) fault(err error) {
	if v.count++; v.count <= maxFaults {
		v.faults = append(v.faults, err)
	}
}

func (v *verifier) digests(ctx context.Context) error {
	report, err := samad.VerifyDigests(ctx, v.Cases, nil)
	if err != nil {
		return err
	}
	for _, f := range report.Faults {
		v.fault(f)
	}
	v.summary.Digests, v.summary.Events, v.summary.Cases = report.Digests, report.Events, report.Begun
	return nil
}

func (v *verifier) cases(ctx context.Context) error {
	var cases, events int64
	if err := eachCase(ctx, v.Cases, func(c samad.Case) error {
		history, err := v.Cases.Events(ctx, c.ID)
		if err != nil {
			return fmt.Errorf("transfer: history of case %s: %w", c.ID, err)
		}
		values, err := v.Cases.Values(ctx, c.ID)
		if err != nil {
			return fmt.Errorf("transfer: values of case %s: %w", c.ID, err)
		}
		cases, events = cases+1, events+int64(len(history))
		if err := samad.VerifyCase(c, history, values); err != nil {
			v.fault(err)
			return nil
		}
		sent, err := samad.VerifyMessages(ctx, v.Cases, c, history)
		if err != nil {
			return fmt.Errorf("transfer: messages of case %s: %w", c.ID, err)
		}
		for _, f := range sent {
			v.fault(f)
		}
		return nil
	}); err != nil {
		return err
	}
	if cases != v.summary.Cases || events != v.summary.Events {
		v.fault(fmt.Errorf("the feed has %d events of %d cases, the cases are %d with %d events: %w",
			v.summary.Events, v.summary.Cases, cases, events, samad.ErrHistory))
	}
	return nil
}

func (v *verifier) records(ctx context.Context) error {
	if v.Ledger == nil {
		return nil
	}
	report, err := ledger.Verify(ctx, v.Ledger, v.Cases)
	if err != nil {
		return err
	}
	for _, f := range report.Faults {
		v.fault(f)
	}
	return eachRecord(ctx, v.Ledger, func(ledger.Record, []ledger.Event) error {
		v.summary.Records++
		return nil
	})
}

// rest only counts.
func (v *verifier) rest(ctx context.Context) error {
	return errors.Join(
		eachMessage(ctx, v.Cases, func(samad.Message) error { v.summary.Messages++; return nil }),
		eachKey(ctx, v.Cases, func(samad.KeyRecord) error { v.summary.Keys++; return nil }),
		eachCall(ctx, v.Cases, func(samad.Call) error { v.summary.Calls++; return nil }),
	)
}
