package main

import (
	"github.com/projectcalico/calico/libcalico-go/lib/selector"
)

type calicoSelectorQuestion struct {
	Selector string              `json:"selector"`
	Labels   []map[string]string `json:"labels"`
}

type calicoSelectorAnswer struct {
	Matches []bool `json:"matches,omitempty"`
	Error   string `json:"error,omitempty"`
}

func init() {
	oracles["oracle-calico-selector"] = func() int { return answerLines(answerCalicoSelector) }
}

// answerCalicoSelector reads a selector as Calico's API server and Felix do.
func answerCalicoSelector(question calicoSelectorQuestion) calicoSelectorAnswer {
	parsed, err := selector.Parse(question.Selector)
	if err != nil {
		return calicoSelectorAnswer{Error: err.Error()}
	}
	answer := calicoSelectorAnswer{}
	for _, labels := range question.Labels {
		answer.Matches = append(answer.Matches, parsed.Evaluate(labels))
	}
	return answer
}
