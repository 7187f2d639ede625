package main

import (
	"encoding/json"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	corev1defaults "k8s.io/kubernetes/pkg/apis/core/v1"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
	kubejson "sigs.k8s.io/json"
)

// podSecurityQuestion asks about one pod at several levels and versions, or what labels of a namespace mean. As on the
// API server, the pod gets its defaults first: a volume of no source is an emptyDir.
type podSecurityQuestion struct {
	Pod json.RawMessage `json:"pod,omitempty"`
	// Ask holds `baseline:v1.35`, `restricted:latest`.
	Ask []podSecurityPolicy `json:"ask,omitempty"`
	// Labels of a namespace; the answer is then the policy they resolve to.
	Labels map[string]string `json:"labels,omitempty"`
}

type podSecurityPolicy struct {
	Level   string `json:"level"`
	Version string `json:"version"`
}

// podSecurityAnswer has one list of violations for each policy asked about; an empty list is a pod that is allowed.
type podSecurityAnswer struct {
	Violations [][]podSecurityViolation `json:"violations,omitempty"`
	// Defaulted is the pod as admission sees it.
	Defaulted *corev1.Pod                  `json:"defaulted,omitempty"`
	Policy    map[string]podSecurityPolicy `json:"policy,omitempty"`
	Errors    []string                     `json:"errors,omitempty"`
	// Invalid says why the API server would not decode the pod.
	Invalid string `json:"invalid,omitempty"`
}

type podSecurityViolation struct {
	Check  string `json:"check"`
	Reason string `json:"reason"`
	Detail string `json:"detail,omitempty"`
}

func init() {
	oracles["oracle-pod-security"] = func() int {
		recorder := &violationRecorder{}
		evaluator, err := policy.NewEvaluator(recorder.watch(policy.DefaultChecks()), nil)
		if err != nil {
			panic(err)
		}
		return answerLines(func(question podSecurityQuestion) podSecurityAnswer {
			if question.Labels != nil {
				return answerLabels(question.Labels)
			}
			return answerPod(question, evaluator, recorder)
		})
	}
}

// violationRecorder notes which checks of a registry forbid: the registry itself gives only their texts.
type violationRecorder struct {
	violations []podSecurityViolation
}

func (r *violationRecorder) watch(checks []policy.Check) []policy.Check {
	for i := range checks {
		id := string(checks[i].ID)
		for j := range checks[i].Versions {
			check := checks[i].Versions[j].CheckPod
			checks[i].Versions[j].CheckPod = func(metadata *metav1.ObjectMeta, spec *corev1.PodSpec) policy.CheckResult {
				result := check(metadata, spec)
				if !result.Allowed {
					r.violations = append(r.violations, podSecurityViolation{Check: id, Reason: result.ForbiddenReason, Detail: result.ForbiddenDetail})
				}
				return result
			}
		}
	}
	return checks
}

func answerPod(question podSecurityQuestion, evaluator policy.Evaluator, recorder *violationRecorder) podSecurityAnswer {
	var pod corev1.Pod
	if err := kubejson.UnmarshalCaseSensitivePreserveInts(question.Pod, &pod); err != nil {
		return podSecurityAnswer{Invalid: err.Error()}
	}
	corev1defaults.SetObjectDefaults_Pod(&pod)
	answer := podSecurityAnswer{Violations: [][]podSecurityViolation{}, Defaulted: &pod}
	for _, asked := range question.Ask {
		level, err := api.ParseLevel(asked.Level)
		if err != nil {
			panic(fmt.Sprintf("level %q: %v", asked.Level, err))
		}
		version, err := api.ParseVersion(asked.Version)
		if err != nil {
			panic(fmt.Sprintf("version %q: %v", asked.Version, err))
		}
		recorder.violations = []podSecurityViolation{}
		evaluator.EvaluatePod(api.LevelVersion{Level: level, Version: version}, &pod.ObjectMeta, &pod.Spec)
		answer.Violations = append(answer.Violations, recorder.violations)
	}
	return answer
}

// answerLabels resolves labels over the defaults of the plug-in: privileged and latest.
func answerLabels(labels map[string]string) podSecurityAnswer {
	privileged := api.LevelVersion{Level: api.LevelPrivileged, Version: api.LatestVersion()}
	resolved, errs := api.PolicyToEvaluate(labels, api.Policy{Enforce: privileged, Audit: privileged, Warn: privileged})
	answer := podSecurityAnswer{Policy: map[string]podSecurityPolicy{}}
	for mode, lv := range map[string]api.LevelVersion{"enforce": resolved.Enforce, "audit": resolved.Audit, "warn": resolved.Warn} {
		answer.Policy[mode] = podSecurityPolicy{Level: string(lv.Level), Version: lv.Version.String()}
	}
	for _, err := range errs {
		answer.Errors = append(answer.Errors, err.Error())
	}
	return answer
}
