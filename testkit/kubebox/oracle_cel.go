package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/checker"
	"k8s.io/apimachinery/pkg/runtime/schema"
	utiljson "k8s.io/apimachinery/pkg/util/json"
	"k8s.io/apimachinery/pkg/util/version"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/authorization/authorizer"
	apiservercel "k8s.io/apiserver/pkg/cel"
	"k8s.io/apiserver/pkg/cel/environment"
	"k8s.io/apiserver/pkg/cel/library"
	"k8s.io/apiserver/pkg/cel/openapi"
	"k8s.io/kube-openapi/pkg/validation/spec"
)

// celQuestion is one expression, compiled and evaluated as the API server does for a ValidatingAdmissionPolicy.
type celQuestion struct {
	Expression string `json:"expression"`
	// Version is a minor version such as `1.34`: what an API server of that version takes in new expressions.
	Version string `json:"version"`
	// Stored asks for the environment of expressions that are stored already, which has everything.
	Stored bool `json:"stored,omitempty"`
	// Variables holds the values; those without a declared type or schema are dyn.
	Variables json.RawMessage `json:"variables,omitempty"`
	// Types of variables in the notation of `celTypeOf`.
	Types map[string]string `json:"types,omitempty"`
	// Schemas are OpenAPI v3 schemas of variables. Their sizes bound the static estimate.
	Schemas map[string]json.RawMessage `json:"schemas,omitempty"`
	// Authorizer declares `authorizer` and `authorizer.requestResource`.
	Authorizer *celAuthorizer `json:"authorizer,omitempty"`
	// Estimate asks for the static estimate of the cost instead of an evaluation.
	Estimate bool `json:"estimate,omitempty"`
	// CostLimit is the API server's limit of one expression unless given.
	CostLimit uint64 `json:"costLimit,omitempty"`
}

// celAuthorizer allows some verbs, fails at others, and denies the rest. Its reason is the whole question.
type celAuthorizer struct {
	Allow []string `json:"allow"`
	Fail  []string `json:"fail"`
}

type celAnswer struct {
	// Outcome is `value`, `error`, `compile-error` or `panic`.
	Outcome string `json:"outcome"`
	Value   any    `json:"value,omitempty"`
	// Type is the type the checker deduced.
	Type     string       `json:"type,omitempty"`
	Cost     *uint64      `json:"cost,omitempty"`
	Estimate *celEstimate `json:"estimate,omitempty"`
	Message  string       `json:"message,omitempty"`
}

// celEstimate has texts: the largest estimate is the largest uint64.
type celEstimate struct {
	Min string `json:"min"`
	Max string `json:"max"`
}

func init() {
	oracles["oracle-cel"] = func() int {
		environments := celEnvironments{}
		return answerLines(environments.answer)
	}
}

// Generated schemas are asked about once: an environment of each would fill the memory.
const mostCelEnvironments = 500

// celEnvironments are kept: extending one costs milliseconds.
type celEnvironments map[string]*celEnvironment

type celEnvironment struct {
	env       *cel.Env
	declTypes map[string]*apiservercel.DeclType
}

func (e celEnvironments) answer(question celQuestion) (answer celAnswer) {
	defer func() {
		if problem := recover(); problem != nil {
			answer.Outcome, answer.Message = "panic", fmt.Sprint(problem)
		}
	}()
	variables := map[string]any{}
	if len(question.Variables) > 0 {
		if err := utiljson.Unmarshal(question.Variables, &variables); err != nil {
			panic(err)
		}
	}
	found := e.find(question, variables)
	ast, issues := found.env.Compile(question.Expression)
	if issues.Err() != nil {
		return celAnswer{Outcome: "compile-error", Message: issues.Err().Error()}
	}
	answer.Type = ast.OutputType().String()
	limit := question.CostLimit
	if limit == 0 {
		limit = celconfig.PerCallLimit
	}
	program, err := found.env.Program(ast, cel.InterruptCheckFrequency(celconfig.CheckFrequency), cel.CostLimit(limit))
	if err != nil {
		return celAnswer{Outcome: "compile-error", Message: err.Error()}
	}
	if question.Estimate {
		estimate, err := found.env.EstimateCost(ast, &library.CostEstimator{SizeEstimator: declaredSizes(found.declTypes)})
		if err != nil {
			panic(err)
		}
		answer.Outcome = "value"
		answer.Estimate = &celEstimate{Min: fmt.Sprint(estimate.Min), Max: fmt.Sprint(estimate.Max)}
		return answer
	}
	if question.Authorizer != nil {
		variables["authorizer"] = library.NewAuthorizerVal(&user.DefaultInfo{Name: "asker"}, question.Authorizer)
		variables["authorizer.requestResource"] = library.NewResourceAuthorizerVal(&user.DefaultInfo{Name: "asker"}, question.Authorizer, celRequestResource{})
	}
	value, details, err := program.Eval(variables)
	if details != nil {
		answer.Cost = details.ActualCost()
	}
	if err != nil {
		answer.Outcome, answer.Message = "error", err.Error()
		return answer
	}
	answer.Outcome, answer.Value = "value", taggedValue(value)
	return answer
}

func (e celEnvironments) find(question celQuestion, variables map[string]any) *celEnvironment {
	names := []string{}
	for name := range variables {
		names = append(names, name)
	}
	slices.Sort(names)
	declared, err := json.Marshal([]any{names, question.Types, question.Schemas, question.Authorizer != nil})
	if err != nil {
		panic(err)
	}
	key := fmt.Sprint(question.Version, question.Stored, string(declared))
	if found := e[key]; found != nil {
		return found
	}
	if len(e) >= mostCelEnvironments {
		clear(e)
	}
	made := newCelEnvironment(question, names)
	e[key] = made
	return made
}

func newCelEnvironment(question celQuestion, names []string) *celEnvironment {
	declTypes := map[string]*apiservercel.DeclType{}
	options := environment.VersionedOptions{IntroducedVersion: version.MajorMinor(1, 0)}
	declare := func(name string, celType *cel.Type) {
		options.EnvOptions = append(options.EnvOptions, cel.Variable(name, celType))
	}
	for name, raw := range question.Schemas {
		var openAPI spec.Schema
		if err := json.Unmarshal(raw, &openAPI); err != nil {
			panic(err)
		}
		declType := openapi.SchemaDeclType(&openAPI, true).MaybeAssignTypeName("schema." + name)
		declTypes[name] = declType
		options.DeclTypes = append(options.DeclTypes, declType)
		declare(name, declType.CelType())
	}
	for name, text := range question.Types {
		declare(name, celTypeOf(text))
	}
	for _, name := range names {
		if _, typed := question.Types[name]; !typed && declTypes[name] == nil {
			declare(name, cel.DynType)
		}
	}
	if question.Authorizer != nil {
		declare("authorizer", library.AuthorizerType)
		declare("authorizer.requestResource", library.ResourceCheckType)
	}
	base := environment.MustBaseEnvSet(version.MustParseGeneric(question.Version))
	set, err := base.Extend(options, environment.StrictCostOpt)
	if err != nil {
		panic(err)
	}
	kind := environment.NewExpressions
	if question.Stored {
		kind = environment.StoredExpressions
	}
	env, err := set.Env(kind)
	if err != nil {
		panic(err)
	}
	return &celEnvironment{env: env, declTypes: declTypes}
}

var simpleCelTypes = map[string]*cel.Type{
	"dyn": cel.DynType, "null_type": cel.NullType, "bool": cel.BoolType, "int": cel.IntType, "uint": cel.UintType,
	"double": cel.DoubleType, "string": cel.StringType, "bytes": cel.BytesType,
	"timestamp": cel.TimestampType, "duration": cel.DurationType,
}

// celTypeOf reads `list(map(string, int))`.
func celTypeOf(text string) *cel.Type {
	text = strings.TrimSpace(text)
	if simple := simpleCelTypes[text]; simple != nil {
		return simple
	}
	head, rest, applied := strings.Cut(text, "(")
	if !applied || !strings.HasSuffix(rest, ")") {
		panic("unknown type " + text)
	}
	inner := strings.TrimSuffix(rest, ")")
	switch head {
	case "list":
		return cel.ListType(celTypeOf(inner))
	case "optional_type":
		return cel.OptionalType(celTypeOf(inner))
	case "map":
		key, value, _ := strings.Cut(inner, ",")
		return cel.MapType(celTypeOf(key), celTypeOf(value))
	}
	panic("unknown type " + text)
}

// declaredSizes bounds a size by the schema at its path, as the API server does for rules of CustomResourceDefinitions.
type declaredSizes map[string]*apiservercel.DeclType

func (s declaredSizes) EstimateSize(element checker.AstNode) *checker.SizeEstimate {
	path := element.Path()
	if len(path) == 0 {
		return nil
	}
	at := s[path[0]]
	for _, name := range path[1:] {
		if at == nil {
			return nil
		}
		switch name {
		case "@items", "@values":
			at = at.ElemType
		case "@keys":
			at = at.KeyType
		default:
			field := at.Fields[name]
			if field == nil {
				return nil
			}
			at = field.Type
		}
	}
	if at == nil {
		return nil
	}
	return &checker.SizeEstimate{Min: 0, Max: uint64(at.MaxElements)}
}

func (s declaredSizes) EstimateCallCost(string, string, *checker.AstNode, []checker.AstNode) *checker.CallEstimate {
	return nil
}

func (a *celAuthorizer) Authorize(_ context.Context, asked authorizer.Attributes) (authorizer.Decision, string, error) {
	reason := fmt.Sprintf("%s|%s|%s|%s|%s|%s|%s|%s", asked.GetUser().GetName(), asked.GetVerb(), asked.GetPath(),
		asked.GetAPIGroup(), asked.GetResource(), asked.GetSubresource(), asked.GetNamespace(), asked.GetName())
	if slices.Contains(a.Fail, asked.GetVerb()) {
		return authorizer.DecisionNoOpinion, reason, errors.New("cannot say")
	}
	if slices.Contains(a.Allow, asked.GetVerb()) {
		return authorizer.DecisionAllow, reason, nil
	}
	return authorizer.DecisionDeny, reason, nil
}

type celRequestResource struct{}

func (celRequestResource) GetName() string        { return "web" }
func (celRequestResource) GetNamespace() string   { return "team" }
func (celRequestResource) GetSubresource() string { return "scale" }
func (celRequestResource) GetResource() schema.GroupVersionResource {
	return schema.GroupVersionResource{Group: "apps", Version: "v1", Resource: "deployments"}
}
