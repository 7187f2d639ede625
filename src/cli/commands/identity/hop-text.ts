import {
  edgeKinds,
  formatBinding,
  type Hop,
  type Replay,
  type ResourceRequest,
  replayOf,
  stepText,
} from '../../../identity/index.ts';
import { quotedWord } from '../../../report/index.ts';

/** What a step does, in words. */
export function hopText({ kinds, place, detail, from }: Hop): string {
  return stepText(
    kinds.map((id) => ({ id, what: edgeKinds[id].what })),
    { ofSubject: from.type === 'subject', place, detail },
  );
}

/** The binding of a step with its role and the rules that count, one line each. */
export function grantLines({ bindings }: Hop): string[] {
  return bindings.map(({ binding, rules }) => {
    const indexes = [...new Set(rules.map(({ rule }) => `rules[${rule.index}]`))].join(', ');
    return `${formatBinding(binding)} → ${binding.role.kind} ${binding.role.name}${indexes === '' ? '' : `, ${indexes}`}`;
  });
}

/** Questions to the API server that show a step, as commands. */
export function replayLines(hop: Hop): string[] {
  const replay = replayOf(hop);
  return replay === undefined
    ? []
    : replay.requests.map((request) => `kubectl auth can-i ${requestWords(request)} ${actingAs(replay)}`);
}

function requestWords({ verb, apiGroup, resource, subresource, name, namespace }: ResourceRequest): string {
  const what = `${resource}${apiGroup === '' ? '' : `.${apiGroup}`}${name === undefined ? '' : `/${name}`}`;
  return [
    verb,
    quotedWord(what),
    ...(subresource === undefined ? [] : [`--subresource=${subresource}`]),
    ...(namespace === undefined ? [] : [`-n ${quotedWord(namespace)}`]),
  ].join(' ');
}

/** The API server adds the groups of a service account itself; a group needs a user beside it, of any name. */
function actingAs({ principal }: Replay): string {
  const { user, groups } = principal;
  if (user !== undefined) return `--as=${quotedWord(user)}`;
  const [group = ''] = groups;
  return `--as=somebody --as-group=${quotedWord(group)}`;
}
