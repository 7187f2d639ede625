import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { SnapshotError } from './errors.ts';

/** etcd refuses objects above 1.5 MB; coverage of a large cluster in the header is smaller. */
const maximumLine = 64 * 1024 * 1024;
const maximumTotal = 8 * 1024 * 1024 * 1024;

/**
 * The lines of a gzip file, without line ends.
 * @throws SnapshotError
 */
export async function* readLines(file: string): AsyncGenerator<string> {
  const source = createReadStream(file);
  const plain = createGunzip();
  source.once('error', (error) => plain.destroy(error));
  source.pipe(plain);
  let rest: Buffer[] = [];
  let restLength = 0;
  let total = 0;
  try {
    for await (const chunk of plain as AsyncIterable<Buffer>) {
      total += chunk.length;
      let start = 0;
      for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
        const line = Buffer.concat([...rest, chunk.subarray(start, end)]);
        rest = [];
        restLength = 0;
        start = end + 1;
        yield line.toString('utf8');
      }
      rest.push(chunk.subarray(start));
      restLength += chunk.length - start;
      if (restLength > maximumLine || total > maximumTotal) {
        throw new SnapshotError('snapshot-too-large', file, 'holds more than any cluster can');
      }
    }
  } catch (error) {
    throw readError(file, error, source.bytesRead);
  } finally {
    source.destroy();
    plain.destroy();
  }
  if (restLength > 0) throw new SnapshotError('snapshot-corrupted', file, 'the last line is not complete');
}

function readError(file: string, error: unknown, bytesRead: number): unknown {
  if (error instanceof SnapshotError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return new SnapshotError('snapshot-missing', file, 'the file does not exist', error);
  if (bytesRead === 0 && code === 'Z_BUF_ERROR')
    return new SnapshotError('snapshot-not-a-snapshot', file, 'the file is empty', error);
  if (code === 'Z_BUF_ERROR') return new SnapshotError('snapshot-truncated', file, 'ends too early', error);
  if (message === 'incorrect header check')
    return new SnapshotError('snapshot-not-a-snapshot', file, 'this is no snapshot', error);
  if (code?.startsWith('Z_')) return new SnapshotError('snapshot-corrupted', file, 'is damaged', error);
  if (code !== undefined)
    return new SnapshotError('snapshot-unreadable', file, `cannot be read (${code})`, error);
  return error;
}
