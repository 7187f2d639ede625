package main

import (
	"encoding/json"

	"github.com/mattfenwick/cyclonus/pkg/matcher"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
)

func init() {
	oracles["oracle-cyclonus"] = func() int { return answerLines(answerCyclonus) }
}

// answerCyclonus judges NetworkPolicy v1 with the matcher that the sig-network test suites were once generated with.
func answerCyclonus(question worldQuestion) worldAnswer {
	var policies []*networkingv1.NetworkPolicy
	for _, object := range question.Policies {
		if kindOf(object) != "NetworkPolicy" {
			continue
		}
		policy := &networkingv1.NetworkPolicy{}
		must(json.Unmarshal(object, policy))
		defaultPolicyTypes(policy)
		policies = append(policies, policy)
	}
	built := matcher.BuildNetworkPolicies(false, policies)
	answer := worldAnswer{}
	for _, packet := range question.Packets {
		answer.Verdicts = append(answer.Verdicts, judgeWithCyclonus(built, &question, packet))
	}
	return answer
}

// defaultPolicyTypes does what the API server does before anyone sees the object.
func defaultPolicyTypes(policy *networkingv1.NetworkPolicy) {
	if len(policy.Spec.PolicyTypes) > 0 {
		return
	}
	policy.Spec.PolicyTypes = []networkingv1.PolicyType{networkingv1.PolicyTypeIngress}
	if len(policy.Spec.Egress) > 0 {
		policy.Spec.PolicyTypes = append(policy.Spec.PolicyTypes, networkingv1.PolicyTypeEgress)
	}
}

// judgeWithCyclonus asks once for each name that the destination gives the port: cyclonus knows one name a packet.
func judgeWithCyclonus(built *matcher.Policy, question *worldQuestion, packet packet) verdict {
	names := []string{""}
	if packet.Destination.Pod != "" {
		for _, port := range containerPorts(question.pod(packet.Destination.Pod)) {
			if int(port.ContainerPort) == packet.Port && string(port.Protocol) == packet.Protocol && port.Name != "" {
				names = append(names, port.Name)
			}
		}
	}
	allowed := verdict{}
	for _, name := range names {
		result := built.IsTrafficAllowed(&matcher.Traffic{
			Source:           cyclonusPeer(question, packet.Source),
			Destination:      cyclonusPeer(question, packet.Destination),
			ResolvedPort:     packet.Port,
			ResolvedPortName: name,
			Protocol:         corev1.Protocol(packet.Protocol),
		})
		allowed.Ingress = allowed.Ingress || result.Ingress.IsAllowed()
		allowed.Egress = allowed.Egress || result.Egress.IsAllowed()
	}
	return allowed
}

func cyclonusPeer(question *worldQuestion, end end) *matcher.TrafficPeer {
	if end.Pod == "" {
		return &matcher.TrafficPeer{IP: end.Address}
	}
	pod := question.pod(end.Pod)
	return &matcher.TrafficPeer{
		IP: end.Address,
		Internal: &matcher.InternalPeer{
			PodLabels:       pod.Labels,
			NamespaceLabels: question.namespaceLabels(pod.Namespace),
			Namespace:       pod.Namespace,
		},
	}
}
