import type { Finding } from './schema.ts';

/**
 * Whether nobody could judge what a finding of another report is about: its control on its container, on its object with
 * all containers, or on its whole namespace or kind, which was not read.
 */
export function unjudgedIn({
  findings,
}: {
  readonly findings: readonly Finding[];
}): (finding: Finding) => boolean {
  const unknown = new Set(
    findings
      .filter(({ verdict }) => verdict === 'unknown')
      .flatMap(({ control, subject }) => [
        placeKey(control, subject, subject.container ?? everyContainer),
        placeKey(control, subject, someContainer),
      ]),
  );
  return ({ control, subject }) => {
    const ofKind = { ...subject, namespace: '', name: '' };
    const ofNamespace = { ...subject, name: '' };
    return (
      unknown.has(placeKey(control, subject, subject.container ?? someContainer)) ||
      [subject, ofNamespace, ofKind].some((place) => unknown.has(placeKey(control, place, everyContainer)))
    );
  };
}

const everyContainer = '*';
/** Of a finding about the whole object nobody can say that it is cured while a container of it is unknown. */
const someContainer = '?';

function placeKey(
  control: string,
  { group, kind, namespace, name }: Finding['subject'],
  container: string,
): string {
  return JSON.stringify([control, group, kind, namespace, name, container]);
}
