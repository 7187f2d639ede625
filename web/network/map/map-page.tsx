import { useMemo, useState } from 'react';
import type { NetworkMapCluster } from '../../../src/network/map-schema.ts';
import { Copyable } from '../../report/command/copyable.tsx';
import { ExportCsv } from '../../report/findings/export-csv.tsx';
import bar from '../../report/findings/filter-bar.module.css';
import { TextFilter } from '../../report/findings/text-filter.tsx';
import layout from '../../report/layout/layout.module.css';
import { filterOf } from '../../report/model/filter.ts';
import { PlaceLink, useNavigation } from '../../report/place/navigation.tsx';
import { withQuery } from '../../report/place/place.ts';
import { count, counted } from '../../report/words/number.ts';
import { Lead } from '../../report/words/words.tsx';
import { useMap } from '../model/map-context.tsx';
import { overviewSentence } from '../overview/overview-sentence.ts';
import { noneText } from '../seen.ts';
import { mapCommand } from '../words.ts';
import { workloadPath } from '../workloads/workload-rows.ts';
import { CanvasMap } from './canvas-map.tsx';
import { EdgePairs } from './edge-pairs.tsx';
import { EdgeTable, edgesCsv } from './edge-table.tsx';
import { type Box, boxesOf, type Edge, edgesOf, idsIn, isAt } from './edges.ts';
import { pictureOf } from './layout.ts';
import classes from './map.module.css';

/** Who can connect to whom, as a drawing and as a table of the same. */
export function MapPage() {
  const { network, cluster, model, kept } = useMap();
  const { place, go } = useNavigation();
  const { query } = place;
  const [hovered, setHovered] = useState<string>();
  const expandedText = (query['expand'] ?? []).join('\n');
  const boxes = useMemo(() => boxesOf(model, new Set(expandedText.split('\n'))), [model, expandedText]);
  const edges = useMemo(() => edgesOf(model, boxes), [model, boxes]);
  const picture = useMemo(() => pictureOf(boxes, edges), [boxes, edges]);
  const [wanted] = query['at'] ?? [];
  const selected = boxes.find(({ id }) => id === wanted);
  const line = lineOf(query['line'], boxes);
  const showOpen = query['show']?.[0] === 'open';
  const text = filterOf(query).text.toLowerCase();
  const titles = useMemo(() => new Map(boxes.map((box) => [box.id, titleOf(box)])), [boxes]);
  const rows = useMemo(() => {
    const ids = selected && idsIn(selected.id, boxes);
    return edges.filter(
      (edge) =>
        (ids === undefined || isAt(edge, ids)) &&
        (text === '' ||
          `${titles.get(edge.from)} ${titles.get(edge.to)} ${edge.ports.join(' ')}`
            .toLowerCase()
            .includes(text)),
    );
  }, [edges, boxes, titles, selected, text]);
  const select = (id: string | undefined): void =>
    go(withQuery(place, { at: id === undefined ? undefined : [id], line: undefined }), { replace: true });
  const openLine = ({ from, to }: Pick<Edge, 'from' | 'to'>): void =>
    go(withQuery(place, { line: [from, to] }), { replace: true });
  const expand = (id: string): void => {
    const [namespace = ''] = id.split('#');
    const before = query['expand'] ?? [];
    const isOpen = before.includes(namespace);
    const after = isOpen ? before.filter((name) => name !== namespace) : [...before, namespace];
    go(withQuery(place, { expand: after, at: [namespace], line: undefined }), { replace: true });
  };
  const told = boxes.find(({ id }) => id === hovered);
  return (
    <div className={layout['fill']}>
      <div className={layout['head']}>
        <Lead sentence={overviewSentence(cluster, kept)} />
        <Copyable text={mapCommand(network)} what="command" />
      </div>
      <search className={bar['bar']} aria-label="Filter connections">
        <TextFilter />
        <label>
          <input
            type="checkbox"
            checked={showOpen}
            onChange={() =>
              go(withQuery(place, { show: showOpen ? undefined : ['open'] }), { replace: true })
            }
          />{' '}
          Draw all that is open
        </label>
        <ExportCsv name="connections.csv" csv={() => edgesCsv(rows, titles)} />
      </search>
      <div className={classes['sides']}>
        <CanvasMap
          label={`Map of ${counted(model.namespaces.length, 'namespace')}; the table beside it lists the same connections`}
          picture={picture}
          boxes={boxes}
          edges={edges}
          selected={selected?.id}
          line={line && { from: line.from.id, to: line.to.id }}
          showOpen={showOpen}
          onSelect={select}
          onOpenLine={openLine}
          onExpand={expand}
          onHover={setHovered}
        />
        <div className={classes['side']}>
          <div className={classes['chosen']}>
            <h2>
              {line === undefined ? headingOf(selected) : `${titleOf(line.from)} to ${titleOf(line.to)}`}
            </h2>
            {line === undefined ? null : (
              <button
                type="button"
                onClick={() => go(withQuery(place, { line: undefined }), { replace: true })}
              >
                Back
              </button>
            )}
            {line !== undefined ? null : selected === undefined ? (
              <span className={layout['quiet']}>{linesText(edges)}</span>
            ) : (
              <Chosen box={selected} onExpand={expand} onLeave={() => select(undefined)} />
            )}
          </div>
          {line === undefined ? null : (
            <div className={classes['pairs']}>
              <EdgePairs from={line.from} to={line.to} />
            </div>
          )}
          <div className={classes['table']} hidden={line !== undefined}>
            <EdgeTable
              rows={rows}
              titles={titles}
              empty={text === '' ? emptyText(cluster, selected) : 'No connection matches this filter.'}
              onOpenLine={openLine}
            />
          </div>
        </div>
      </div>
      <div className={classes['caption']} aria-live="polite">
        {told === undefined ? (
          <>
            Left bar of a box: the share of its pods that everybody may connect to; right bar: the share that
            may connect to everybody. Lines are what rules allow, dotted where that is not known; dashed is
            what nothing isolates. Click a line for what it is made of; double click or Enter opens a
            namespace.
            {isTooMany(cluster) ? ` ${tooManyText}` : ''}
            {picture.left.length > 0
              ? ` ${counted(picture.left.length, 'namespace is', 'namespaces are')} in the table alone.`
              : ''}
          </>
        ) : (
          `${titleOf(told)}: ${factsText(told)}`
        )}
      </div>
    </div>
  );
}

/** The boxes at the ends of the line that the address names, where both are there. */
function lineOf(
  ends: readonly string[] | undefined,
  boxes: readonly Box[],
): { readonly from: Box; readonly to: Box } | undefined {
  const [from, to] = (ends ?? []).map((end) => boxes.find(({ id }) => id === end));
  return from === undefined || to === undefined ? undefined : { from, to };
}

function headingOf(selected: Box | undefined): string {
  return selected === undefined ? 'All connections' : titleOf(selected);
}

/** `12 by a rule, 90 that no policy decides, 3 not known` */
function linesText(edges: readonly Edge[]): string {
  const of = (by: Edge['by']) => edges.filter((edge) => edge.by === by).length;
  const [open, rule, unknown] = [of('open'), of('rule'), of('unknown')];
  return [
    `${count(rule)} by a rule`,
    ...(open > 0 ? [`${count(open)} that no policy decides`] : []),
    ...(unknown > 0 ? [`${count(unknown)} not known`] : []),
  ].join(', ');
}

/** Whether rules allow more connections than a page can hold. */
function isTooMany({ error, connections }: NetworkMapCluster): boolean {
  return error === undefined && connections === undefined;
}

const tooManyText = 'What rules allow is more than a page can hold: only what nothing isolates is here.';

/** Why no connection is listed: that none exists is said only where all of them are known. */
function emptyText(cluster: NetworkMapCluster, selected: Box | undefined): string {
  if (isTooMany(cluster)) return tooManyText;
  if (selected === undefined) return noneText(cluster, 'Nothing connects.');
  if (selected.unknown > 0) return 'Nothing is seen to connect to it; not everything of it is known.';
  return noneText(cluster, 'Nothing connects to it, and it to nothing.');
}

/** `shop`, or `shop: Deployment web and 2 more` */
function titleOf({ id, namespace, title }: Box): string {
  return id === namespace ? namespace : `${namespace}: ${title}`;
}

function factsText({ workloads, pods, openIngress, openEgress, unknown }: Box): string {
  return `${counted(workloads, 'workload')}; of ${counted(pods, 'pod')}, ${count(openIngress)} can be reached by everybody and ${count(openEgress)} may connect to everybody${unknown > 0 ? `; of ${count(unknown)} that is not known` : ''}.`;
}

function Chosen({
  box,
  onExpand,
  onLeave,
}: {
  readonly box: Box;
  readonly onExpand: (id: string) => void;
  readonly onLeave: () => void;
}) {
  const { model, kept } = useMap();
  const { query } = useNavigation().place;
  const isNamespace = box.id === box.namespace;
  const isExpanded = query['expand']?.includes(box.namespace) === true;
  const [group] = box.groups;
  const workload = isNamespace || group === undefined ? undefined : model.workloadsOf[group]?.[0];
  return (
    <>
      <span className={layout['quiet']}>{factsText(box)}</span>
      <button type="button" onClick={() => onExpand(box.id)}>
        {isExpanded ? `Close ${box.namespace}` : `Open ${box.namespace}`}
      </button>
      {workload === undefined ? (
        <PlaceLink path={['workloads']} query={{ ...kept, namespace: [box.namespace] }}>
          Its workloads
        </PlaceLink>
      ) : (
        <PlaceLink path={workloadPath(workload)} query={kept}>
          Its page
        </PlaceLink>
      )}
      <button type="button" onClick={onLeave}>
        Show all
      </button>
    </>
  );
}
