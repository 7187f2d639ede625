package main

import (
	"strconv"

	"k8s.io/apimachinery/pkg/api/resource"
)

// quantityQuestion is two texts: each is read, and where both are quantities they are compared, added and subtracted.
type quantityQuestion struct {
	Left  string `json:"left"`
	Right string `json:"right"`
}

type quantityAnswer struct {
	Left  quantityReading `json:"left"`
	Right quantityReading `json:"right"`
	// Compare is -1, 0 or 1; the sum and the difference are given by their readings. Absent where one is no quantity.
	Compare    *int             `json:"compare,omitempty"`
	Sum        *quantityReading `json:"sum,omitempty"`
	Difference *quantityReading `json:"difference,omitempty"`
}

// quantityReading is what the CEL library sees of a quantity, and its canonical text.
type quantityReading struct {
	Error     string `json:"error,omitempty"`
	Canonical string `json:"canonical,omitempty"`
	Sign      int    `json:"sign"`
	// Integer is absent where AsInt64 says that it is none.
	Integer string `json:"integer,omitempty"`
	// Approximate is the shortest text of AsApproximateFloat64.
	Approximate string `json:"approximate,omitempty"`
}

func init() {
	oracles["oracle-quantity"] = func() int { return answerLines(answerQuantity) }
}

func answerQuantity(question quantityQuestion) quantityAnswer {
	left, leftError := resource.ParseQuantity(question.Left)
	right, rightError := resource.ParseQuantity(question.Right)
	answer := quantityAnswer{Left: readingOf(left, leftError), Right: readingOf(right, rightError)}
	if leftError != nil || rightError != nil {
		return answer
	}
	compared := left.Cmp(right)
	sum, difference := left.DeepCopy(), left.DeepCopy()
	sum.Add(right)
	difference.Sub(right)
	sumReading, differenceReading := readingOf(sum, nil), readingOf(difference, nil)
	answer.Compare, answer.Sum, answer.Difference = &compared, &sumReading, &differenceReading
	return answer
}

func readingOf(quantity resource.Quantity, err error) quantityReading {
	if err != nil {
		return quantityReading{Error: err.Error()}
	}
	reading := quantityReading{
		Sign:        quantity.Sign(),
		Approximate: strconv.FormatFloat(quantity.AsApproximateFloat64(), 'g', -1, 64),
	}
	if value, ok := quantity.AsInt64(); ok {
		reading.Integer = strconv.FormatInt(value, 10)
	}
	reading.Canonical = quantity.String()
	return reading
}
