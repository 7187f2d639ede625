import fc from 'fast-check';
import {
  formatPolicyVersion,
  namespacePolicy,
  policyLabel,
  policyModes,
} from '../../../src/posture/pod-security/index.ts';
import { startOracle } from '../oracle.ts';
import type { NamespaceLabelsAnswer, NamespaceLabelsQuestion } from '../questions.ts';
import type { FuzzSubject } from '../subject.ts';

const levels = ['privileged', 'baseline', 'restricted', 'Baseline', '', 'none'];
const versions = [
  'latest',
  'v1.25',
  'v1.37',
  'v1.99',
  'v1.0',
  'v1.025',
  '1.30',
  'v1.30.1',
  'v2.1',
  '',
  'Latest',
];

/** What labels of a namespace mean, against `k8s.io/pod-security-admission/api`. */
export const namespaceLabels: FuzzSubject<Record<string, string>> = {
  name: 'namespace-labels',
  questionsEach: 1,
  arbitrary: fc
    .record(
      {
        ...Object.fromEntries(policyModes.map((mode) => [policyLabel(mode), fc.constantFrom(...levels)])),
        ...Object.fromEntries(
          policyModes.map((mode) => [policyLabel(mode, 'version'), fc.constantFrom(...versions)]),
        ),
      },
      { requiredKeys: [] },
    )
    .map((labels) => ({ ...labels }) as Record<string, string>),
  async start() {
    const oracle = await startOracle<NamespaceLabelsQuestion, NamespaceLabelsAnswer>('oracle-pod-security');
    if (oracle === undefined) return undefined;
    return {
      async compare(questions) {
        const answers = await oracle.ask(questions.map((labels) => ({ labels })));
        return questions.map((labels, index) => {
          const ours = namespacePolicy(labels);
          const theirs = answers[index]?.policy;
          const different = policyModes.filter(
            (mode) =>
              ours[mode].level !== theirs?.[mode]?.level ||
              formatPolicyVersion(ours[mode].version) !== theirs[mode].version,
          );
          return different.length === 0
            ? undefined
            : `${different.join(', ')}: upstream ${JSON.stringify(theirs)}, ours ${JSON.stringify(ours)}: ${JSON.stringify(labels)}`;
        });
      },
      close: () => oracle.close(),
    };
  },
};
