package main

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// selectorQuestion has a selector in one of its two forms, and the sets of labels it is tried on.
type selectorQuestion struct {
	Selector *metav1.LabelSelector `json:"selector,omitempty"`
	// Text is what kubectl's -l takes.
	Text   *string             `json:"text,omitempty"`
	Labels []map[string]string `json:"labels"`
}

type selectorAnswer struct {
	Matches []bool `json:"matches,omitempty"`
	Error   string `json:"error,omitempty"`
}

func init() {
	oracles["oracle-selector"] = func() int { return answerLines(answerSelector) }
}

func answerSelector(question selectorQuestion) selectorAnswer {
	selector, err := metav1.LabelSelectorAsSelector(question.Selector)
	if question.Text != nil {
		selector, err = labels.Parse(*question.Text)
	}
	if err != nil {
		return selectorAnswer{Error: err.Error()}
	}
	answer := selectorAnswer{Matches: []bool{}}
	for _, set := range question.Labels {
		answer.Matches = append(answer.Matches, selector.Matches(labels.Set(set)))
	}
	return answer
}
