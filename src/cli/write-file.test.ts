import { execFileSync } from 'node:child_process';
import {
  closeSync,
  constants,
  lstatSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writeFileWhole } from './write-file.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'plimsoll-output-'));
afterAll(() => rmSync(folder, { recursive: true }));

const onWindows = process.platform === 'win32';
if (onWindows)
  process.stderr.write(
    'The tests of output to a pipe and to a descriptor are skipped: Windows has neither.\n',
  );

/** Only root makes device nodes, and not in every sandbox. */
const mayMakeDevices = process.platform === 'linux' && process.getuid?.() === 0 && canMakeDevice();
if (!mayMakeDevices)
  process.stderr.write('The test of output to a device is skipped: it needs root to make one.\n');

function canMakeDevice(): boolean {
  const probe = path.join(folder, 'probe');
  try {
    execFileSync('mknod', [probe, 'c', '1', '3'], { stdio: 'ignore' });
    writeFileSync(probe, '');
    return true;
  } catch {
    return false;
  } finally {
    rmSync(probe, { force: true });
  }
}

describe('writeFileWhole', () => {
  it('writes mode 0600 and leaves no temporary file', () => {
    const file = path.join(folder, 'report.json');
    writeFileWhole(file, ['{', '}']);
    expect(readFileSync(file, 'utf8')).toBe('{}');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['report.json']);
  });

  it('keeps the older file when writing fails half-way', () => {
    const file = path.join(folder, 'report.json');
    writeFileSync(file, 'older');
    function* failing(): Generator<string> {
      yield 'new';
      throw Object.assign(new Error('write'), { code: 'ENOSPC' });
    }
    expect(() => writeFileWhole(file, failing())).toThrow(
      /report\.json could not be written: the disk is full/,
    );
    expect(readFileSync(file, 'utf8')).toBe('older');
    expect(readdirSync(folder)).toEqual(['report.json']);
  });

  it('says when the folder does not exist', () => {
    expect(() => writeFileWhole(path.join(folder, 'no/such/report.json'), ['x'])).toThrow(
      /the folder does not exist/,
    );
  });

  it('follows a link, also to a file that is not there yet, and leaves it a link', () => {
    const links = mkdtempSync(path.join(folder, 'links-'));
    for (const name of ['old.json', 'new.json']) {
      const link = path.join(links, `link-to-${name}`);
      if (name === 'old.json') writeFileSync(path.join(links, name), 'older');
      symlinkSync(name, link);
      writeFileWhole(link, ['{}']);
      expect(readlinkSync(link)).toBe(name);
      expect(readFileSync(path.join(links, name), 'utf8')).toBe('{}');
    }
    expect(readdirSync(links)).toHaveLength(4);
    symlinkSync('circle', path.join(links, 'circle'));
    expect(() => writeFileWhole(path.join(links, 'circle'), ['x'])).toThrow(/could not be written/);
  });

  it.skipIf(onWindows)('writes into a pipe and leaves it a pipe', () => {
    const pipe = path.join(mkdtempSync(path.join(folder, 'pipe-')), 'pipe');
    execFileSync('mkfifo', [pipe]);
    const reader = openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK);
    try {
      writeFileWhole(pipe, ['{', '}']);
      const bytes = Buffer.alloc(10);
      expect(bytes.toString('utf8', 0, readSync(reader, bytes))).toBe('{}');
    } finally {
      closeSync(reader);
    }
    expect(lstatSync(pipe).isFIFO()).toBe(true);
  });

  it.skipIf(!mayMakeDevices)('writes into a device, and through a link to it, and leaves both', () => {
    const devices = mkdtempSync(path.join(folder, 'device-'));
    const device = path.join(devices, 'null');
    execFileSync('mknod', [device, 'c', '1', '3']);
    symlinkSync(device, path.join(devices, 'link'));
    for (const name of ['null', 'link']) writeFileWhole(path.join(devices, name), ['{}']);
    expect(lstatSync(device).isCharacterDevice()).toBe(true);
    expect(lstatSync(path.join(devices, 'link')).isSymbolicLink()).toBe(true);
    expect(readdirSync(devices).sort()).toEqual(['link', 'null']);
  });

  it.skipIf(onWindows)('writes into an open descriptor where it stands', () => {
    const file = path.join(folder, 'descriptor.txt');
    const descriptor = openSync(file, 'w');
    writeFileWhole(`/dev/fd/${descriptor}`, ['first ']);
    writeFileWhole(`/dev/fd/${descriptor}`, ['second']);
    closeSync(descriptor);
    expect(readFileSync(file, 'utf8')).toBe('first second');
    expect(() => writeFileWhole('/dev/fd/987', ['x'])).toThrow(/no such descriptor is open/);
  });
});
