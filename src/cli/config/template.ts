/** What `plimsoll config init` writes. */
export const configTemplate = `# Plimsoll configuration. Every field: docs/configuration.md; for editors: docs/schemas/config-v1.json

# What scan and explain read when nothing is named.
# targets: [k8s/]

# Named parts of the fleet: --scope cde shows one, reports name them.
# scopes:
#   cde:
#     namespaces: [checkout, vault]
#     clusters: [prod]
#   customer-facing:
#     labels: {tier: frontend}

# Which labels name the team of a workload; the first that is set wins, then the same labels of its namespace.
# teams:
#   labels: [team, app.kubernetes.io/part-of]

# Teams of workloads that no label names.
# owners:
#   platform: {namespaces: [ingress, 'monitoring-*']}

# Severities of controls in place of those of the catalogue.
# severities:
#   floating-image-tag: low

# Parameters of controls. \`plimsoll policy show ID\` says which there are.
# parameters:
#   unapproved-registry:
#     allowedRegistries: [registry.example.com]

# Folders with controls of your own.
# policies: [policies]

# Findings that people decided to live with until a date: \`plimsoll exceptions init\`.
# exceptions:
#   files: [plimsoll-exceptions.yaml]
#   annotations: false
#   require: [ticket, approver]
#   maxFindings: 25
#   maxDays: 180

# How the commands of network read policies: docs/network.md has the profiles and what may be otherwise.
# network:
#   profile: cilium
#   options:
#     ipBlockMatchesNodes: true

# Scopes whose workloads weigh twice in the score.
# score:
#   production: [cde]

# When a run fails. Options of the command line win.
# gate:
#   failOn: high
#   minCoverage: 90
#   require: [whole-cluster]
#   baseline: main.json
`;
