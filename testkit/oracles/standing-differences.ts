/** Every difference with upstream that is left standing, with its reason. Nothing else may differ. */
export const standingDifferences = {
  'pod-security: ports of a pod in the network of its node': `The server gives such a port its hostPort before admission, so
    that upstream says hostPorts beside hostNamespaces of one mistake. A manifest has no hostPort, and the cure is the same:
    its verdict is equal, hostPorts is not said. Of the object as the server returns it we say both.`,
  'pod-security: a volume of two sources': `Never generated: no server takes it. Upstream looks at the harmless source, our
    control at the other.`,
  'selector: keys and values that are no labels': `Never generated in the structured form: validation refuses an object with
    such a selector before anyone asks it. The text form of -l is checked, and compared.`,
  'quantity: last digit of asApproximateFloat': `Of a number of more than 18 digits: upstream keeps it in billionths, which
    rounds the float twice. Compared to four units of the last place.`,
  'quantity: binary amounts above an int64': `Upstream caps what has a binary suffix, and so does CEL; for the cluster model two
    amounts above the cap are not the same.`,
  'quantity: Ei and Pi without a number': `Upstream takes the suffixes up to Ti, and no suffix, without a number for zero, and these
    two for an error, by the path its parser takes. CEL takes all of them for zero. Never generated.`,
  'quantity: no digits': `Upstream reads "." and "-" as zero, and so does CEL. When the cluster model asks whether two fields hold the
    same amount it takes them for none: no object of a server has them.`,
  'cel: where the API server panics': `There is no right answer; ours is an error or a value.`,
  'cel: the cost of what ends at the cost limit': `Both end there. By how much the last step went over is of no use to anyone.`,
  'cel: texts of format.uri().validate()': `They are those of Go's net/url, word for word, of which we have only the verdict.`,
  'cel: a field of an optional out of a list or a map': `Upstream unwraps an optional where a chain of fields begins, and not
    in its middle, where it finds no key. Ours unwraps both. Only values of unknown type get there.`,
  'cel: maps of several entries': `Go walks them in any order, so that upstream answers now this and now that. An answer that
    changes when the question is asked again is none.`,
  'network: NotIn and empty values in cyclonus': `It takes NotIn on an absent label for no match, and an absent label for one with
    an empty value. Never generated for it.`,
  'network: sections that policyTypes does not name, in Cilium': `Its agent enforces an ingress section of a policy for Egress
    alone. The API says that it is ignored, and so do we. Never generated for it.`,
  'network: networks of ClusterNetworkPolicy in Cilium': `The API lets them match pods and nodes, Cilium's blocks match what is
    outside. Compared with Cilium's reading.`,
  'network: Baseline in Cilium': `A pod that a NetworkPolicy isolates is closed for the API before the Baseline tier is asked; in
    Cilium a Baseline rule that accepts opens it. Compared with Cilium's reading.`,
  'network: peers by namespaces that lack a label, in Cilium': `namespaces of a ClusterNetworkPolicy with DoesNotExist or NotIn
    alone choose every identity without the label, also those that stand for many. Never generated for it without a term that holds.`,
  'network: peers by nodes in Cilium': `It refuses the whole policy unless enable-node-selector-labels is set. Never generated for it.`,
  'network: a node that a Cilium policy denies': `Cilium's own rule that lets the node reach its pods comes last: a policy that
    denies the entity host wins. The engine lets the node in. Nodes are not asked about where Cilium's kinds are compared with it.`,
  'network: one port name in two containers, in Cilium': `It knows one number for a name and protocol of a pod. Never generated for it.`,
} as const;
