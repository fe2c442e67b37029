package open311_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/open311"
)

// Every state has its statuses; a new one must be thought of here.
func TestStatusesOfAllStates(t *testing.T) {
	t.Parallel()
	want := map[samad.State][2]string{
		samad.Received:           {"open", open311.UpdateOpen},
		samad.AwaitingPetitioner: {"open", open311.UpdateInvestigating},
		samad.Referred:           {"open", open311.UpdateInvestigating},
		samad.InProgress:         {"open", open311.UpdateInProgress},
		samad.Answered:           {"open", open311.UpdateInProgress},
		samad.Closed:             {"closed", open311.UpdateClosed},
		samad.Declined:           {"closed", open311.UpdateNotResponsible},
		samad.Merged:             {"closed", open311.UpdateDuplicate},
		samad.Withdrawn:          {"closed", open311.UpdateCancelled},
	}
	for _, s := range samad.States() {
		assert.Equal(t, want[s], [2]string{open311.Status(s), open311.UpdateStatus(samad.Case{State: s})}, s)
	}
	assert.Equal(t, "closed", open311.Status("unheard-of"))
	outcomes := map[samad.Outcome][2]string{ // answered, closed
		samad.Done:        {open311.UpdateFixed, open311.UpdateFixed},
		samad.Partly:      {open311.UpdateInProgress, open311.UpdateClosed},
		samad.NotPossible: {open311.UpdateNoAction, open311.UpdateNoAction},
		samad.Advised:     {open311.UpdateNoAction, open311.UpdateNoAction},
		samad.NeedsTime:   {open311.UpdateScheduled, open311.UpdateClosed},
	}
	for _, o := range samad.Outcomes() {
		c := samad.Case{State: samad.Answered, Answers: []samad.Answer{{Outcome: samad.Done}, {Outcome: o}}}
		ended := c
		ended.State = samad.Closed
		assert.Equal(t, outcomes[o], [2]string{open311.UpdateStatus(c), open311.UpdateStatus(ended)}, o)
	}
}
