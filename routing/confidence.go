package routing

// likelihood is how often a topic was right at some lead.
type likelihood struct{ lead, right float64 }

// likelihoods were counted in cross-validation on the pilot's development messages
// (docs/routing-accuracy.md), by parts of some two hundred; errors count half
// as much again, for those messages and their keywords come from one hand. They
// rise throughout, and what lies between is interpolated.
var likelihoods = [...]likelihood{
	{0, 0}, {0.32, 0.35}, {0.49, 0.57}, {0.54, 0.82}, {0.57, 0.87}, {0.60, 0.94},
	{0.65, 0.96}, {0.69, 0.98}, {0.77, 0.985}, {0.85, 0.99}, {1, 0.995},
}

// confidence is how likely the best topic is right. Its lead is its part in the
// scores of the best two, with a little for what was not considered.
func confidence(topics []TopicScore) float64 {
	if len(topics) == 0 {
		return 0
	}
	best, second := topics[0].Score, 0.0
	if len(topics) > 1 {
		second = topics[1].Score
	}
	lead := best / (best + second + 2)
	for i, to := range likelihoods[1:] {
		if lead <= to.lead {
			from := likelihoods[i]
			return from.right + (to.right-from.right)*(lead-from.lead)/(to.lead-from.lead)
		}
	}
	return likelihoods[len(likelihoods)-1].right
}
