package sla

import "slices"

// OnTopic returns the same policy with other targets for a stage of the cases of
// a topic and all below it: before each rule of the stage that asks for neither
// topic nor urgency stands one like it for the topic, with the same warnings and
// ladder. What is urgent keeps its own, shorter times. A zero limit leaves that of the
// rule; with a limit of its own and a zero aim the topic has none. Plans of both name the same version: cases of a topic that is new have
// no others.
func (p *Policy) OnTopic(topic string, stage Stage, limit, aim Target) *Policy {
	other := *p
	other.rules = nil
	for _, r := range p.rules {
		applies := len(r.when.stages) == 0 || slices.Contains(r.when.stages, stage)
		if applies && len(r.when.topics) == 0 && len(r.when.urgencies) == 0 {
			own := r
			own.id = r.id + ":" + topic
			own.when.stages, own.when.topics = []Stage{stage}, []string{topic}
			own.aim = aim
			if !limit.IsZero() {
				own.limit = limit
			}
			other.rules = append(other.rules, own)
		}
		other.rules = append(other.rules, r)
	}
	return &other
}
