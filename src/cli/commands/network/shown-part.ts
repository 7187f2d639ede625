import { type ClusterObject, nearest } from '../../../cluster/index.ts';
import { isShown, type ReportFilter, type Scope, scopesOf } from '../../../report/index.ts';
import { loadConfig } from '../../config/load.ts';
import { CliError } from '../../errors.ts';
import { reportFilter } from '../../judge/report-filter.ts';
import { configuredScopes } from '../../judge/scopes.ts';
import type { NetworkFlags, ReadNetwork } from './read-networks.ts';

/** Something that an answer is about: a pod with its labels, or another object. */
export interface ShownSubject {
  readonly object: ClusterObject;
  readonly labels?: Readonly<Record<string, string>>;
}

/** What `-n`, `-l` and `--scope` leave of an answer. Pods go by their own labels, those that policies see. */
export class ShownPart {
  readonly #filter: ReportFilter | undefined;
  readonly #scopes: readonly Scope[];

  /** @throws CliError `scope-unknown`, or `usage` where a selector cannot be read */
  constructor(flags: Pick<NetworkFlags, 'namespace' | 'selector' | 'scope' | 'config'>) {
    const config = loadConfig(flags.config);
    this.#filter = reportFilter([], flags, config);
    this.#scopes = flags.scope === undefined ? [] : configuredScopes(config);
  }

  /** Whether everything is shown. */
  get isWhole(): boolean {
    return this.#filter === undefined;
  }

  shows({ cluster: { identity } }: Pick<ReadNetwork, 'cluster'>, { object, labels }: ShownSubject): boolean {
    const own = labels ?? object.body.metadata.labels ?? {};
    const scopes = scopesOf(this.#scopes, { reference: object, labels: own, cluster: identity });
    return isShown(this.#filter, object, { labels: own, scopes });
  }

  /**
   * A filter that matches nothing is a mistake, not a clean answer. A namespace that is there has no typing mistake.
   *
   * @param subjects what the answer could have been about
   * @throws CliError `filter-matches-nothing`
   */
  requireMatch(
    networks: readonly ReadNetwork[],
    subjects: (network: ReadNetwork) => readonly ShownSubject[],
  ): void {
    if (this.#filter === undefined || networks.length === 0) return;
    const { namespaces = [], text } = this.#filter;
    const known = new Set(networks.flatMap(({ cluster }) => cluster.namespaces()));
    for (const name of namespaces) {
      if (known.has(name)) continue;
      const near = nearest(name, known);
      throw new CliError(
        'filter-matches-nothing',
        `No namespace ${name} was found in what was read`,
        near === undefined ? 'List what there is with: kubectl get namespaces' : `Did you mean ${near}?`,
      );
    }
    const isFound = networks.some((network) => subjects(network).some((each) => this.shows(network, each)));
    if (!isFound && text.length > namespaces.length)
      throw new CliError(
        'filter-matches-nothing',
        `Nothing that the answer is about matches ${text.join(' ')}`,
        'This is no clean result. Check the names and the label selector.',
      );
  }
}
