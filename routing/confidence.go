package routing

// likelihood is how often a topic was right at some lead.
type likelihood struct{ lead, right float64 }

// likelihoods were counted in cross-validation on the pilot's development messages
// (docs/routing-accuracy.md), by parts of 130; errors count a quarter as much
// again, for most of those messages and their keywords come from one hand. They
// rise throughout, and what lies between is interpolated.
var likelihoods = [...]likelihood{
	{0, 0}, {0.32, 0.30}, {0.486, 0.50}, {0.52, 0.63}, {0.548, 0.79}, {0.572, 0.83}, {0.597, 0.89},
	{0.62, 0.925}, {0.64, 0.955}, {0.67, 0.975}, {0.70, 0.985}, {0.80, 0.99}, {1, 0.995},
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
