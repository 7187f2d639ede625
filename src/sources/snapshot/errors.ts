import { visibleText } from '../../cluster/index.ts';

/** Everything that can be wrong with a snapshot file as a whole, by stable code; documented in docs/errors.md. */
const hints = {
  'snapshot-missing': 'Check the path.',
  'snapshot-unreadable': 'Check that you may read the file.',
  'snapshot-not-a-snapshot': 'Make one with `plimsoll snapshot`; manifests are scanned as they are.',
  'snapshot-future-version': 'Read it with the version of plimsoll that wrote it, or a newer one.',
  'snapshot-truncated': 'The copy is incomplete: copy it again, or take a new snapshot.',
  'snapshot-corrupted': 'The file was changed or damaged: copy it again, or take a new snapshot.',
  'snapshot-header': 'The file was changed, or made by another program: take a new snapshot.',
  'snapshot-too-large': 'No cluster is that large: the file may be an attack on its reader.',
  'snapshot-disk-full': 'Free some space, or write to another place. Nothing was left behind.',
  'snapshot-unwritable': 'Check that the folder exists and that you may write there.',
} as const;

export type SnapshotErrorCode = keyof typeof hints;

/** An error with what happened, in which file, and what to do. */
export class SnapshotError extends Error {
  readonly code: SnapshotErrorCode;
  readonly file: string;
  readonly hint: string;

  constructor(code: SnapshotErrorCode, file: string, message: string, cause?: unknown) {
    super(visibleText(`${file}: ${message}`), { cause });
    this.name = 'SnapshotError';
    this.code = code;
    this.file = file;
    this.hint = hints[code];
  }
}
