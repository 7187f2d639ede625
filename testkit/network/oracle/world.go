package main

import (
	"encoding/json"
	"strings"

	corev1 "k8s.io/api/core/v1"
)

// worldQuestion is one set of objects and the packets that are asked about it.
type worldQuestion struct {
	Namespaces []corev1.Namespace `json:"namespaces"`
	Pods       []corev1.Pod       `json:"pods"`
	// Policies are judged as they are: each oracle decodes those it knows.
	Policies []json.RawMessage `json:"policies"`
	Packets  []packet          `json:"packets"`
}

type packet struct {
	Source      end    `json:"source"`
	Destination end    `json:"destination"`
	Protocol    string `json:"protocol"`
	Port        int    `json:"port"`
}

// end is a pod, or an address without one.
type end struct {
	Pod     string `json:"pod"`
	Address string `json:"address"`
	// Node is "own" for the node of the pod at the other end, and "other" for another one.
	Node string `json:"node"`
}

type verdict struct {
	Egress  bool `json:"egress"`
	Ingress bool `json:"ingress"`
}

type worldAnswer struct {
	Verdicts []verdict `json:"verdicts"`
	// Refused has what upstream would not take.
	Refused []string `json:"refused,omitempty"`
}

func (question *worldQuestion) pod(name string) *corev1.Pod {
	namespace, own, _ := strings.Cut(name, "/")
	for i := range question.Pods {
		if question.Pods[i].Namespace == namespace && question.Pods[i].Name == own {
			return &question.Pods[i]
		}
	}
	panic("no such pod: " + name)
}

// namespaceLabels has the label that the API server gives every namespace.
func (question *worldQuestion) namespaceLabels(name string) map[string]string {
	labels := map[string]string{}
	for _, namespace := range question.Namespaces {
		if namespace.Name == name {
			for key, value := range namespace.Labels {
				labels[key] = value
			}
		}
	}
	labels["kubernetes.io/metadata.name"] = name
	return labels
}

// containerPorts are those of the containers that run beside each other.
func containerPorts(pod *corev1.Pod) []corev1.ContainerPort {
	var ports []corev1.ContainerPort
	for _, container := range pod.Spec.Containers {
		ports = append(ports, container.Ports...)
	}
	for _, container := range pod.Spec.InitContainers {
		if container.RestartPolicy != nil && *container.RestartPolicy == corev1.ContainerRestartPolicyAlways {
			ports = append(ports, container.Ports...)
		}
	}
	for i := range ports {
		if ports[i].Protocol == "" {
			ports[i].Protocol = corev1.ProtocolTCP
		}
	}
	return ports
}

type typed struct {
	Kind string `json:"kind"`
}

func kindOf(object json.RawMessage) string {
	var header typed
	must(json.Unmarshal(object, &header))
	return header.Kind
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
