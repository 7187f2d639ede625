import type { AuditCluster } from '../../../src/identity/audit-schema.ts';
import type { Query } from '../../report/place/place.ts';
import { counted, listed } from '../../report/words/number.ts';
import type { Piece, Sentence } from '../../report/words/sentence.ts';

/** The answer of this week, as a person could say it aloud. Who could not be read is never nobody. */
export function weekSentence(
  { error, name, complete, subjects, masters }: AuditCluster,
  kept: Query,
): Sentence {
  if (error !== undefined) return [`Nothing is known of ${name}: it could not be read.`];
  const standing = subjects.filter(({ power, breakGlass }) => power === 'everything' && !breakGlass);
  const machines = standing.filter(({ nature }) => nature === 'machine').length;
  const either = standing.filter(({ nature }) => nature === 'unknown').length;
  const people = standing.length - machines - either;
  const oneStep = subjects.filter(({ power }) => power === 'one-step').length;
  const reached = subjects.filter(({ becomes }) => becomes.length > 0).length;
  if (standing.length + masters.length + oneStep + reached === 0)
    return [
      complete
        ? 'Nobody of your own holds standing power over the cluster.'
        : 'Nobody is seen to hold standing power over the cluster; not everything could be read.',
    ];
  const parts = [
    ...(people === 0 ? [] : [counted(people, 'person or group', 'people or groups')]),
    ...(machines === 0 ? [] : [counted(machines, 'machine')]),
    ...(either === 0
      ? []
      : [counted(either, 'cloud identity of people or machines', 'cloud identities of people or machines')]),
  ];
  const powerful: Sentence =
    parts.length === 0
      ? [
          complete
            ? 'Nobody may do everything by a binding'
            : 'Who may do everything by a binding is not known',
        ]
      : [
          complete ? '' : 'At least ',
          subjectsWith({ ...kept, power: ['everything'] }, listed(parts)),
          ' may do everything in the cluster at any time',
        ];
  const rest: Sentence[] = [
    ...(masters.length === 0
      ? []
      : [[counted(masters.length, 'AWS identity', 'AWS identities'), ' through aws-auth']]),
    ...(oneStep === 0
      ? []
      : [
          [
            subjectsWith({ ...kept, power: ['one-step'] }, `${oneStep} more`),
            `${oneStep === 1 ? ' is' : ' are'} one step away`,
          ],
        ]),
    ...(reached === 0
      ? []
      : [
          [
            subjectsWith({ ...kept, power: ['becomes'] }, counted(reached, 'subject')),
            ' can become one of them',
          ],
        ]),
  ];
  return [...powerful, ...rest.flatMap((part) => ['; ', ...part]), '.'];
}

function subjectsWith(query: Query, text: string): Piece {
  return { text, path: ['subjects'], query };
}
