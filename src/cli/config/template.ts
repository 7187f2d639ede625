/** What `plimsoll config init` writes. */
export const configTemplate = `# Plimsoll configuration. Every field: docs/configuration.md; for editors: docs/schemas/config-v1.json

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

# Parameters of controls. \`plimsoll policy show ID\` says which there are.
# parameters:
#   unapproved-registry:
#     allowedRegistries: [registry.example.com]

# Folders with controls of your own.
# policies: [policies]

# When a run fails. Options of the command line win.
# gate:
#   failOn: high
#   minCoverage: 90
#   require: [whole-cluster]
`;
