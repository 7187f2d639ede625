// The arrows of the house (ARCHITECTURE.md), as rules. A back arrow means that the design is wrong: fix that.
const section = '^src/(identity|network|runtime|supply-chain|secrets|control-plane|posture|ai)/';

/** One rule: the rooms in `from` may reach, inside the house, only what `may` matches. */
function only(name, from, may, comment) {
  return {
    name,
    severity: 'error',
    comment,
    from: { path: from, pathNot: '\\.test\\.tsx?$' },
    to: { path: '^(src|web|cel|testkit|bench|scripts|demo)/', pathNot: may },
  };
}

export default {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'A cycle has no first thing to read.',
      from: {},
      to: { circular: true },
    },
    only(
      'cel-knows-nobody',
      '^cel/',
      '^cel/',
      'cel is a package of its own: Kubernetes types reach it through a schema provider.',
    ),
    only(
      'cluster-knows-nobody',
      '^src/cluster/',
      '^src/cluster/',
      'The model is what every other room stands on.',
    ),
    only(
      'sources-know-cluster',
      '^src/sources/',
      '^src/(sources|cluster)/',
      'A source fills the model and judges nothing.',
    ),
    only(
      'controls-know-cel-and-cluster',
      '^src/controls/',
      '^(src/(controls|cluster)|cel)/',
      'The judge never reads the outside world.',
    ),
    {
      name: 'sections-know-cluster-and-controls',
      severity: 'error',
      comment:
        'A section never knows another section, a source or the store; what joins two lives in a composition.',
      from: { path: section, pathNot: '\\.test\\.tsx?$' },
      to: { path: '^(src|web|testkit)/', pathNot: ['^src/(cluster|controls)/', '^src/$1/'] },
    },
    only(
      'remediation-knows-cluster',
      '^src/remediation/',
      '^src/(remediation|cluster)/',
      'Byte-exact edits need the model, not the judge.',
    ),
    only(
      'report-is-made-of-results',
      '^src/report/',
      '^src/(report|cluster|controls|posture)/',
      'A report says what was judged; it judges nothing.',
    ),
    only(
      'web-reads-the-report',
      '^web/',
      '^(web/|src/report/(schema|commands)\\.ts$|src/identity/(audit-schema|paths/browser)\\.ts$|src/network/map-schema\\.ts$)',
      'The browser gets the published schemas and the pure functions over paths, and nothing else.',
    ),
    {
      name: 'no-test-in-product',
      severity: 'error',
      comment: 'Test tools stay out of the product.',
      from: { path: '^(src|web|cel)/', pathNot: '\\.test\\.tsx?$' },
      to: { path: '^testkit/' },
    },
    {
      name: 'nobody-knows-compositions',
      severity: 'error',
      comment: 'agent, hub and cli wire the rooms together; nothing stands on them.',
      from: { pathNot: '^(src/(cli|agent|hub)|scripts|bench|testkit)/', path: '^(src|web|cel)/' },
      to: { path: '^src/(cli|agent|hub)/' },
    },
    {
      name: 'declared-dependencies',
      severity: 'error',
      comment: 'What is imported is in package.json.',
      from: { path: '^(src|web|cel)/', pathNot: '\\.test\\.tsx?$' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined'], pathNot: '\\.css$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    parser: 'swc',
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
    },
  },
};
