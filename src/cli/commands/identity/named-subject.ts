import { formatSubject, parseSubject, type Subject, subjectsNamed } from '../../../identity/index.ts';
import { listed } from '../../../report/index.ts';
import { CliError } from '../../errors.ts';
import { type AskedCluster, isReached } from './read-access.ts';

/** The subject that a person means; a bare name is looked for in the bindings. */
export function namedSubject(text: string, clusters: readonly AskedCluster[]): Subject {
  const written = parseSubject(text);
  if (written !== undefined) return written;
  const named = subjectsNamed(
    text,
    clusters.filter(isReached).map(({ access }) => access),
  );
  const [only, second] = named;
  const forms = 'Write user:NAME, group:NAME or sa:NAMESPACE/NAME.';
  if (only === undefined) throw new CliError('usage', `No binding names a subject "${text}"`, forms);
  if (second !== undefined)
    throw new CliError('usage', `"${text}" is ${listed(named.map(formatSubject))}`, forms);
  return only;
}
