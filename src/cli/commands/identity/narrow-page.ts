import { dump } from 'js-yaml';
import type { KubernetesObject } from '../../../cluster/index.ts';
import {
  type CleanUp,
  formatBinding,
  formatSubject,
  type Narrowing,
  type Need,
  type Subject,
  type UnreadKind,
} from '../../../identity/index.ts';
import { counted, listed } from '../../../report/index.ts';
import { ruleText } from '../../judge/power-changes.ts';
import type { RolePlan } from './narrow-plan.ts';
import { placeText, requestText, unreadLines } from './phrases.ts';

interface About {
  readonly cluster: string;
  readonly subject: Subject;
  readonly unread: readonly UnreadKind[];
  /** What may be mistyped. */
  readonly notes: readonly string[];
}

const lostShown = 20;

/** The plan as YAML that kubectl takes as it is; everything a person should know stands in its comments. */
export function narrowingPage(about: About, needs: number, narrowing: Narrowing, plan: RolePlan): string {
  const { unmet, byDefault, extras, lost, keep, remove, throughGroups } = narrowing;
  const who = formatSubject(about.subject);
  const met = needs - unmet.length - byDefault.length;
  const lines = [`What ${who} needs, and no more: ${about.cluster}`, ''];
  if (plan.apply.length + plan.commands.length === 0)
    lines.push(
      met === 0
        ? `No binding of ${who} is needed, and it has none.`
        : `Its bindings are as narrow as the need: nothing to change.`,
    );
  else
    lines.push(
      `${counted(met, 'need')} of ${needs} ${met === 1 ? 'is' : 'are'} held by its own bindings: ${listed([
        ...(keep.length > 0
          ? [`${counted(keep.length, 'binding')} stay${keep.length === 1 ? 's' : ''}`]
          : []),
        ...(remove.length > 0
          ? [`${counted(remove.length, 'binding')} go${remove.length === 1 ? 'es' : ''}`]
          : []),
        ...(plan.apply.length > 0
          ? [
              `${counted(plan.apply.length / 2, 'role')} with ${plan.apply.length === 2 ? 'its' : 'their'} binding${plan.apply.length === 2 ? '' : 's'} come${plan.apply.length === 2 ? 's' : ''}`,
            ]
          : []),
      ])}.`,
    );
  lines.push(...section('Not allowed today, so not granted here', unmet.map(needText)));
  lines.push(
    ...section("Allowed to everybody by Kubernetes' own bindings, so in no role", byDefault.map(needText)),
  );
  lines.push(
    ...section(
      'Granted beside the need',
      extras.map(({ need, why }) => `${needText(need)}: ${why}`),
    ),
  );
  const gone = lost.map(
    ({ grant, namespace, binding }) =>
      `${ruleText(grant)} in ${namespace === '' ? 'the ' : ''}${placeText(namespace)}, by ${binding.name}`,
  );
  lines.push(
    ...section('No longer allowed', [
      ...gone.slice(0, lostShown),
      ...(gone.length > lostShown ? [`and ${gone.length - lostShown} more (-o json)`] : []),
    ]),
  );
  lines.push(...section('Stays allowed through groups', throughGroups.map(formatBinding)));
  return written(about, lines, plan);
}

export function cleanUpPage(about: About, { roles, duplicates }: CleanUp, plan: RolePlan): string {
  const lines = [`The same rights of ${formatSubject(about.subject)} in fewer words: ${about.cluster}`, ''];
  lines.push(
    'Without --need nothing is taken away: what it needs is not in its roles.',
    ...(roles.length + duplicates.length === 0 ? ['Its roles and bindings say nothing twice.'] : []),
  );
  lines.push(
    ...section(
      'The same rules, merged; for everybody who holds the role',
      roles.map(
        ({ role, rules }) =>
          `${role.kind} ${role.name}: ${counted(role.rules.length, 'rule')} to ${rules.length}`,
      ),
    ),
    ...section(
      'Bindings that give it nothing more',
      duplicates.map(
        ({ binding, coveredBy }) =>
          `${formatBinding(binding)}: given by ${listed(coveredBy.map(formatBinding))}`,
      ),
    ),
  );
  return written(about, lines, plan);
}

function written(
  { unread, notes }: About,
  lines: readonly string[],
  { apply, commands, undo, lasting }: RolePlan,
): string {
  const all = [
    ...lines,
    ...unreadLines(unread),
    ...section('Perhaps mistyped', notes),
    ...section('Where changes last', lasting),
    ...(apply.length + commands.length === 0
      ? []
      : [
          ...section(apply.length === 0 ? 'Run' : 'Apply this file first, then run', commands),
          ...section('Undo', undo),
        ]),
  ];
  const comments = all.map((line) => (line === '' ? '#' : `# ${line.replaceAll(/[\r\n]/g, ' ')}`)).join('\n');
  return `${comments}\n${apply.map((object) => `---\n${yaml(object)}`).join('')}`;
}

function yaml(object: KubernetesObject): string {
  return dump(object, { lineWidth: 120, noRefs: true });
}

function section(title: string, rows: readonly string[]): string[] {
  return rows.length === 0 ? [] : ['', `${title}:`, ...rows.map((row) => `  ${row}`)];
}

function needText({ request, provenance }: Need): string {
  return `${requestText(request)} (${provenance})`;
}
