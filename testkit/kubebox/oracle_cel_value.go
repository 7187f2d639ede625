package main

import (
	"encoding/base64"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"github.com/google/cel-go/common/types/traits"
	"k8s.io/apimachinery/pkg/api/resource"
	apiservercel "k8s.io/apiserver/pkg/cel"
)

// tagged is a value as JSON that keeps its type: `{"int": "3"}`. Texts, bools, null and lists stand for themselves.
type tagged map[string]any

func taggedValue(value ref.Val) any {
	switch known := value.(type) {
	case types.Bool:
		return bool(known)
	case types.String:
		return string(known)
	case types.Null:
		return tagged{"null": true}
	case types.Int:
		return tagged{"int": strconv.FormatInt(int64(known), 10)}
	case types.Uint:
		return tagged{"uint": strconv.FormatUint(uint64(known), 10)}
	case types.Double:
		return tagged{"double": doubleBits(float64(known))}
	case types.Bytes:
		return tagged{"bytes": base64.StdEncoding.EncodeToString(known)}
	case types.Timestamp:
		return tagged{"timestamp": known.UTC().Format(time.RFC3339Nano)}
	case types.Duration:
		return tagged{"duration": strconv.FormatInt(int64(known.Duration), 10)}
	case *types.Type:
		return tagged{"type": known.TypeName()}
	case *types.Optional:
		if known.HasValue() {
			return tagged{"some": taggedValue(known.GetValue())}
		}
		return tagged{"none": true}
	case traits.Lister:
		list := []any{}
		for it := known.Iterator(); it.HasNext() == types.True; {
			list = append(list, taggedValue(it.Next()))
		}
		return list
	case traits.Mapper:
		return tagged{"map": taggedEntries(known)}
	}
	return tagged{"opaque": value.Type().TypeName(), "text": opaqueText(value)}
}

// taggedEntries are sorted by the text of their keys: Go's maps have no order.
func taggedEntries(entries traits.Mapper) [][2]any {
	list := [][2]any{}
	for it := entries.Iterator(); it.HasNext() == types.True; {
		key := it.Next()
		list = append(list, [2]any{taggedValue(key), taggedValue(entries.Get(key))})
	}
	slices.SortFunc(list, func(left, right [2]any) int { return slices.Compare(keyText(left), keyText(right)) })
	return list
}

func keyText(entry [2]any) []byte {
	text, err := json.Marshal(entry[0])
	if err != nil {
		panic(err)
	}
	return text
}

func doubleBits(value float64) string {
	if math.IsNaN(value) {
		return "NaN"
	}
	return strconv.FormatUint(math.Float64bits(value), 16)
}

func opaqueText(value ref.Val) string {
	switch known := value.(type) {
	case apiservercel.Quantity:
		return decimalText(*known.Quantity)
	case *apiservercel.Quantity:
		return decimalText(*known.Quantity)
	case apiservercel.IP:
		return known.Addr.String()
	case apiservercel.CIDR:
		return known.Prefix.String()
	case apiservercel.Semver:
		return known.Version.String()
	}
	return value.Type().TypeName()
}

// decimalText is exact and has no zeros at its end.
func decimalText(quantity resource.Quantity) string {
	text := quantity.AsDec().String()
	if strings.Contains(text, ".") {
		text = strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
	}
	return text
}
