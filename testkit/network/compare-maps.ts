/** What connects, by `source -> destination`: protocols and ports in one spelling. */
export type Connections = ReadonlyMap<string, string>;

interface Difference {
  readonly pair: string;
  /** Absent where that map has no such connection. */
  readonly ours?: string;
  readonly theirs?: string;
}

/**
 * Rows `src,dst,conn` of ours and of np-guard: it writes a range of addresses as `…[External]`, one a row, and a column more.
 */
export function readConnections(csv: string): Connections {
  const connections = new Map<string, string>();
  for (const line of csv.split(/\r?\n/).slice(1)) {
    const [source, destination, ports = ''] = cellsOf(line);
    // Of what is not known np-guard has no row.
    if (source === undefined || destination === undefined || ports.startsWith('unknown: ')) continue;
    for (const from of endsOf(source))
      for (const to of endsOf(destination)) connections.set(`${from} -> ${to}`, portsOf(ports));
  }
  return connections;
}

/** Connections that one of two maps lacks, or has on other ports. */
export function compareMaps(ours: Connections, theirs: Connections): Difference[] {
  return [...new Set([...ours.keys(), ...theirs.keys()])].flatMap((pair) => {
    const [own, other] = [ours.get(pair), theirs.get(pair)];
    if (own === other) return [];
    return [{ pair, ...(own !== undefined && { ours: own }), ...(other !== undefined && { theirs: other }) }];
  });
}

function cellsOf(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  );
}

/** A workload, or each range of addresses. */
function endsOf(text: string): string[] {
  return text
    .replace('[External]', '')
    .split(' ')
    .filter((each) => each !== '');
}

/** `TCP 80,443;UDP 53`, whichever way protocols are parted. */
function portsOf(text: string): string {
  const protocols = new Map<string, string[]>();
  let current = '';
  for (const part of text.split(/[;,]\s*/)) {
    const [, protocol, ports = ''] = /^(?:(TCP|UDP|SCTP)\s+)?(.*)$/.exec(part) ?? [];
    if (protocol !== undefined) current = protocol;
    const known = protocols.get(current);
    if (known === undefined) protocols.set(current, [ports.toLowerCase()]);
    else known.push(ports.toLowerCase());
  }
  return [...protocols]
    .map(([protocol, ports]) => `${protocol} ${ports.sort().join(',')}`.trim())
    .sort()
    .join(';');
}
