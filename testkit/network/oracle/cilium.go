package main

import (
	"encoding/json"
	"io"
	"log/slog"
	"math"
	"net/netip"
	"sync"

	"github.com/cilium/cilium/pkg/endpoint/regeneration"
	"github.com/cilium/cilium/pkg/identity"
	"github.com/cilium/cilium/pkg/identity/identitymanager"
	ciliumk8s "github.com/cilium/cilium/pkg/k8s"
	ciliumv2 "github.com/cilium/cilium/pkg/k8s/apis/cilium.io/v2"
	slimnetworkingv1 "github.com/cilium/cilium/pkg/k8s/slim/k8s/api/networking/v1"
	"github.com/cilium/cilium/pkg/labels"
	"github.com/cilium/cilium/pkg/option"
	"github.com/cilium/cilium/pkg/policy"
	"github.com/cilium/cilium/pkg/policy/api"
	policytypes "github.com/cilium/cilium/pkg/policy/types"
	policyutils "github.com/cilium/cilium/pkg/policy/utils"
	testidentity "github.com/cilium/cilium/pkg/testutils/identity"
	testpolicy "github.com/cilium/cilium/pkg/testutils/policy"
	ciliumtypes "github.com/cilium/cilium/pkg/types"
	"github.com/cilium/cilium/pkg/u8proto"
	corev1 "k8s.io/api/core/v1"
	networkpolicyapi "sigs.k8s.io/network-policy-api/apis/v1alpha2"
)

const ciliumCluster = "default"

func init() {
	oracles["oracle-cilium"] = func() int {
		option.Config.EnableIPv4 = true
		option.Config.EnableIPv6 = true
		option.Config.EnableL7Proxy = true
		option.Config.EnableICMPRules = true
		option.Config.EnableSCTP = true
		option.Config.EnableNonDefaultDenyPolicies = true
		option.Config.UnsafeDaemonConfigOption.AllowLocalhost = option.AllowLocalhostAlways
		policy.SetPolicyEnabled(option.DefaultEnforcement)
		api.InitEntities(ciliumCluster)
		return answerLines(answerCilium)
	}
}

// ciliumWorld is an agent that knows every pod of a question.
type ciliumWorld struct {
	question   *worldQuestion
	repository *policy.Repository
	identities map[string]*identity.Identity
	ports      ciliumtypes.NamedPortMultiMap
	// endpoints has the policy of each pod that was asked about.
	endpoints map[string]*policy.EndpointPolicy
}

// answerCilium judges all kinds that Cilium's agent reads, with the agent's own policy repository.
func answerCilium(question worldQuestion) worldAnswer {
	world, refused := newCiliumWorld(&question)
	answer := worldAnswer{Refused: refused}
	for _, packet := range question.Packets {
		answer.Verdicts = append(answer.Verdicts, world.judge(packet))
	}
	return answer
}

func newCiliumWorld(question *worldQuestion) (*ciliumWorld, []string) {
	logger := slog.New(slog.NewTextHandler(io.Discard, nil))
	world := &ciliumWorld{question: question, identities: map[string]*identity.Identity{}, endpoints: map[string]*policy.EndpointPolicy{}}
	world.addIdentities()
	all := identity.IdentityMap{}
	for _, known := range world.identities {
		all[known.ID] = known.LabelArray
	}
	identity.IterateReservedIdentities(func(number identity.NumericIdentity, reserved *identity.Identity) {
		all[number] = reserved.LabelArray
	})
	manager := identitymanager.NewIDManager(logger)
	world.repository = policy.NewPolicyRepository(logger, all, nil, nil, manager, testpolicy.NewPolicyMetricsNoop())
	world.repository.GetSelectorCache().SetLocalIdentityNotifier(testidentity.NewDummyIdentityNotifier())
	world.repository.GetSubjectSelectorCache().UpdateIdentities(all, nil, &sync.WaitGroup{})
	world.repository.SetNamedPortsGetter(world)
	var refused []string
	var entries policytypes.PolicyEntries
	for _, object := range question.Policies {
		parsed, err := parseForCilium(logger, object)
		if err != nil {
			refused = append(refused, err.Error())
			continue
		}
		entries = append(entries, parsed...)
	}
	world.repository.MustAddPolicyEntries(entries)
	return world, refused
}

func (world *ciliumWorld) GetNamedPorts() ciliumtypes.NamedPortMultiMap { return world.ports }

func parseForCilium(logger *slog.Logger, object json.RawMessage) (policytypes.PolicyEntries, error) {
	switch kindOf(object) {
	case "NetworkPolicy":
		policy := &slimnetworkingv1.NetworkPolicy{}
		must(json.Unmarshal(object, policy))
		return ciliumk8s.ParseNetworkPolicy(logger, ciliumCluster, policy)
	case "ClusterNetworkPolicy":
		policy := &networkpolicyapi.ClusterNetworkPolicy{}
		must(json.Unmarshal(object, policy))
		return ciliumk8s.ParseClusterNetworkPolicy(logger, ciliumCluster, policy)
	case "CiliumNetworkPolicy":
		policy := &ciliumv2.CiliumNetworkPolicy{}
		must(json.Unmarshal(object, policy))
		rules, err := policy.Parse(logger, ciliumCluster)
		return sanitized(rules, err)
	case "CiliumClusterwideNetworkPolicy":
		policy := &ciliumv2.CiliumClusterwideNetworkPolicy{}
		must(json.Unmarshal(object, policy))
		rules, err := policy.Parse(logger, ciliumCluster)
		return sanitized(rules, err)
	}
	return nil, nil
}

func sanitized(rules api.Rules, err error) (policytypes.PolicyEntries, error) {
	if err != nil {
		return nil, err
	}
	for _, rule := range rules {
		if err := rule.Sanitize(); err != nil {
			return nil, err
		}
	}
	return policyutils.RulesToPolicyEntries(rules), nil
}

// addIdentities gives every pod and every address of a packet an identity of its own.
func (world *ciliumWorld) addIdentities() {
	next := identity.NumericIdentity(1000)
	ports := ciliumtypes.NewNamedPortMultiMap()
	for i := range world.question.Pods {
		pod := &world.question.Pods[i]
		next++
		world.identities[pod.Namespace+"/"+pod.Name] = identity.NewIdentity(next, world.podLabels(pod))
		named := ciliumtypes.NamedPortMap{}
		for _, port := range containerPorts(pod) {
			if port.Name != "" {
				_ = named.AddPort(port.Name, int(port.ContainerPort), string(port.Protocol))
			}
		}
		ports.Update(next, nil, named)
	}
	world.ports = ports
	local := identity.IdentityScopeLocal
	for _, packet := range world.question.Packets {
		for _, end := range []end{packet.Source, packet.Destination} {
			if end.Pod != "" || end.Node != "" || world.identities[end.Address] != nil {
				continue
			}
			local++
			address := netip.MustParseAddr(end.Address)
			prefix := netip.PrefixFrom(address, address.BitLen())
			world.identities[end.Address] = identity.NewIdentity(local, labels.GetCIDRLabels(prefix))
		}
	}
}

// podLabels are those that identify a pod: https://docs.cilium.io/en/stable/operations/performance/scalability/identity-relevant-labels/
func (world *ciliumWorld) podLabels(pod *corev1.Pod) labels.Labels {
	found := labels.Labels{}
	add := func(key, value string) { found[key] = labels.NewLabel(key, value, labels.LabelSourceK8s) }
	for key, value := range pod.Labels {
		add(key, value)
	}
	for key, value := range world.question.namespaceLabels(pod.Namespace) {
		add("io.cilium.k8s.namespace.labels."+key, value)
	}
	account := pod.Spec.ServiceAccountName
	if account == "" {
		account = "default"
	}
	add("io.kubernetes.pod.namespace", pod.Namespace)
	add("io.cilium.k8s.policy.serviceaccount", account)
	add("io.cilium.k8s.policy.cluster", ciliumCluster)
	return found
}

func (world *ciliumWorld) identityOf(end end) *identity.Identity {
	switch {
	case end.Pod != "":
		return world.identities[end.Pod]
	case end.Node == "own":
		return identity.LookupReservedIdentity(identity.ReservedIdentityHost)
	case end.Node != "":
		return identity.LookupReservedIdentity(identity.ReservedIdentityRemoteNode)
	}
	return world.identities[end.Address]
}

func (world *ciliumWorld) judge(packet packet) verdict {
	source := world.identityOf(packet.Source)
	destination := world.identityOf(packet.Destination)
	protocol, err := u8proto.ParseProtocol(packet.Protocol)
	must(err)
	allowed := verdict{Egress: true, Ingress: true}
	port := uint16(packet.Port)
	if packet.Source.Pod != "" {
		key := policy.EgressKey().WithIdentity(destination.ID).WithPortProto(protocol, port)
		allowed.Egress = world.allows(packet.Source, source, key)
	}
	if packet.Destination.Pod != "" {
		key := policy.IngressKey().WithIdentity(source.ID).WithPortProto(protocol, port)
		allowed.Ingress = world.allows(packet.Destination, destination, key)
	}
	return allowed
}

func (world *ciliumWorld) allows(subject end, of *identity.Identity, key policytypes.Key) bool {
	entry, _, _ := world.endpointPolicy(subject, of).Lookup(key)
	return !entry.IsDeny()
}

func (world *ciliumWorld) endpointPolicy(subject end, of *identity.Identity) *policy.EndpointPolicy {
	if known := world.endpoints[subject.Pod]; known != nil {
		return known
	}
	logger := slog.New(slog.NewTextHandler(io.Discard, nil))
	selected, _, err := world.repository.ComputeSelectorPolicy(of)
	must(err)
	owner := &ciliumEndpoint{id: uint64(of.ID), ports: containerPorts(world.question.pod(subject.Pod))}
	distilled := selected.DistillPolicy(logger, owner, map[string]uint16{policy.FallbackRedirectID: math.MaxUint16})
	distilled.Ready()
	distilled.Detach(logger)
	selected.Supersede()
	world.endpoints[subject.Pod] = distilled
	return distilled
}

// ciliumEndpoint is a pod whose policy is computed.
type ciliumEndpoint struct {
	id    uint64
	ports []corev1.ContainerPort
}

func (endpoint *ciliumEndpoint) GetID() uint64 { return endpoint.id }

func (endpoint *ciliumEndpoint) GetIngressNamedPort(name string, protocol u8proto.U8proto) uint16 {
	for _, port := range endpoint.ports {
		parsed, err := u8proto.ParseProtocol(string(port.Protocol))
		if err == nil && parsed == protocol && port.Name == name {
			return uint16(port.ContainerPort)
		}
	}
	return 0
}

func (endpoint *ciliumEndpoint) PolicyDebug(string, ...any) {}

func (endpoint *ciliumEndpoint) IsHost() bool { return false }

func (endpoint *ciliumEndpoint) PreviousMapStateSizes() policy.MapStateSizes {
	return policy.MapStateSizes{}
}

func (endpoint *ciliumEndpoint) RegenerateIfAlive(*regeneration.ExternalRegenerationMetadata) <-chan bool {
	done := make(chan bool)
	close(done)
	return done
}
