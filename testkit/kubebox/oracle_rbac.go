package main

import (
	"context"
	"errors"

	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/authorization/authorizer"
	covering "k8s.io/component-helpers/auth/rbac/validation"
	"k8s.io/kubernetes/pkg/registry/rbac/validation"
	"k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac"
)

// rbacQuestion is one set of roles and bindings, and what is asked of it: who may do each request, whether each principal
// may, and whether rules held cover rules that are handed on.
type rbacQuestion struct {
	Roles               []*rbacv1.Role               `json:"roles"`
	RoleBindings        []*rbacv1.RoleBinding        `json:"roleBindings"`
	ClusterRoles        []*rbacv1.ClusterRole        `json:"clusterRoles"`
	ClusterRoleBindings []*rbacv1.ClusterRoleBinding `json:"clusterRoleBindings"`
	Principals          []rbacPrincipal              `json:"principals"`
	Requests            []rbacRequest                `json:"requests"`
	Covers              []rbacCover                  `json:"covers"`
}

type rbacPrincipal struct {
	User   string   `json:"user"`
	Groups []string `json:"groups"`
}

type rbacRequest struct {
	Verb        string `json:"verb"`
	APIGroup    string `json:"apiGroup"`
	Resource    string `json:"resource"`
	Subresource string `json:"subresource"`
	Name        string `json:"name"`
	Namespace   string `json:"namespace"`
	// Path makes it a request for no resource.
	Path string `json:"path"`
}

type rbacCover struct {
	Owner   []rbacv1.PolicyRule `json:"owner"`
	Servant []rbacv1.PolicyRule `json:"servant"`
}

type rbacAnswer struct {
	// Allowed has a row for each request and a column for each principal.
	Allowed  [][]bool           `json:"allowed"`
	Subjects [][]rbacv1.Subject `json:"subjects"`
	Covers   []bool             `json:"covers"`
}

func init() {
	oracles["oracle-rbac"] = func() int { return answerLines(answerRbac) }
}

func answerRbac(question rbacQuestion) rbacAnswer {
	ctx := context.Background()
	objects := rbacObjects{roles: map[string]*rbacv1.Role{}, clusterRoles: map[string]*rbacv1.ClusterRole{}, question: &question}
	for _, role := range question.Roles {
		objects.roles[role.Namespace+"/"+role.Name] = role
	}
	for _, role := range question.ClusterRoles {
		objects.clusterRoles[role.Name] = role
	}
	subject := rbac.New(objects, objects, objects, objects)
	locator := rbac.NewSubjectAccessEvaluator(objects, objects, objects, objects, "")
	answer := rbacAnswer{}
	for _, request := range question.Requests {
		row := make([]bool, len(question.Principals))
		for column, principal := range question.Principals {
			decision, _, _ := subject.Authorize(ctx, request.attributes(principal))
			row[column] = decision == authorizer.DecisionAllow
		}
		// What it returns beside an error is right: a role that is missing grants nothing.
		subjects, _ := locator.AllowedSubjects(ctx, request.attributes(rbacPrincipal{}))
		answer.Allowed = append(answer.Allowed, row)
		answer.Subjects = append(answer.Subjects, subjects)
	}
	for _, cover := range question.Covers {
		covered, _ := covering.Covers(cover.Owner, cover.Servant)
		answer.Covers = append(answer.Covers, covered)
	}
	return answer
}

func (request rbacRequest) attributes(principal rbacPrincipal) authorizer.Attributes {
	return authorizer.AttributesRecord{
		User:            &user.DefaultInfo{Name: principal.User, Groups: principal.Groups},
		Verb:            request.Verb,
		APIGroup:        request.APIGroup,
		Resource:        request.Resource,
		Subresource:     request.Subresource,
		Name:            request.Name,
		Namespace:       request.Namespace,
		Path:            request.Path,
		ResourceRequest: request.Path == "",
	}
}

// rbacObjects answers the getters and listers of upstream's resolver from one question.
type rbacObjects struct {
	roles        map[string]*rbacv1.Role
	clusterRoles map[string]*rbacv1.ClusterRole
	question     *rbacQuestion
}

var errNoSuchRole = errors.New("no such role")

func (o rbacObjects) GetRole(_ context.Context, namespace, name string) (*rbacv1.Role, error) {
	if role, ok := o.roles[namespace+"/"+name]; ok {
		return role, nil
	}
	return nil, errNoSuchRole
}

func (o rbacObjects) GetClusterRole(_ context.Context, name string) (*rbacv1.ClusterRole, error) {
	if role, ok := o.clusterRoles[name]; ok {
		return role, nil
	}
	return nil, errNoSuchRole
}

func (o rbacObjects) ListRoleBindings(_ context.Context, namespace string) ([]*rbacv1.RoleBinding, error) {
	var bindings []*rbacv1.RoleBinding
	for _, binding := range o.question.RoleBindings {
		if binding.Namespace == namespace {
			bindings = append(bindings, binding)
		}
	}
	return bindings, nil
}

func (o rbacObjects) ListClusterRoleBindings(context.Context) ([]*rbacv1.ClusterRoleBinding, error) {
	return o.question.ClusterRoleBindings, nil
}

var _ validation.RoleGetter = rbacObjects{}
