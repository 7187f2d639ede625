import { expect, it } from 'vitest';
import { skippedText } from './skipped-files.ts';

it('names files, and of those whose other documents were judged only the rest', () => {
  const reason = 'configuration of a tool, not an object';
  const other = 'not a Kubernetes manifest';
  expect(
    skippedText([
      { file: 'b.yaml', line: 12, reason, othersJudged: true },
      { file: 'kind.yaml', line: 1, reason },
      { file: 'c.yaml', line: 3, reason, othersJudged: true },
      { file: 'c.yaml', line: 9, reason, othersJudged: true },
      ...['p', 'q', 'r', 's'].map((file) => ({ file, line: 1, reason: other })),
    ]),
  ).toBe(
    [
      'Not judged, 5 files and 3 documents of the input:',
      `  ${reason}: b.yaml (1 document at line 12), kind.yaml and c.yaml (2 documents at lines 3 and 9)`,
      `  ${other}: p, q, r and 1 more`,
    ].join('\n'),
  );
  expect(skippedText([{ file: 'b.yaml', line: 12, reason, othersJudged: true }])).toMatch(
    /^Not judged, 1 document of the input:/,
  );
  expect(skippedText([{ file: 'dist', reason: 'named in .gitignore' }])).toMatch(
    /^Not judged, 1 file of the input:/,
  );
  expect(skippedText([])).toBeUndefined();
});
