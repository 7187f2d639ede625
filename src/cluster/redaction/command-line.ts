import type { Detector } from './detectors.ts';
import { isLiteralCredential } from './literal.ts';

/** One word of a shell: quoted, or up to white space or what ends a command. */
const word = `"[^"\\n]{1,256}"|'[^'\\n]{1,256}'|[^\\s"';|&]{1,256}`;
/** Up to an option, within one command. */
const toOption = '\\b[^\\n;|&]{0,400}?\\s';

/** Clients that take a password as an option without a telling name, and how that option is written. */
const clients: readonly (readonly [programs: readonly string[], option: string])[] = [
  [['sshpass'], '-p\\s{0,4}'],
  [['mysql', 'mysqldump', 'mysqladmin', 'mysqlsh', 'mariadb', 'mariadb-dump', 'mariadb-admin'], '-p'],
  [['redis-cli', 'valkey-cli'], '(?:-a|--pass)\\s{1,4}'],
  [['mongo', 'mongosh', 'mongodump', 'mongorestore', 'mongoexport', 'cqlsh'], '-p\\s{1,4}'],
  [['ldapsearch', 'ldapwhoami', 'ldapadd', 'ldapmodify', 'ldapdelete', 'ldappasswd'], '-w\\s{1,4}'],
  [['docker login', 'podman login', 'helm registry login', 'oras login', 'skopeo login'], '-p\\s{1,4}'],
  [['sqlcmd', 'bcp'], '-P\\s{0,4}'],
  [['mc alias set', 'mc config host add'], '\\S{1,64}\\s\\S{1,256}\\s\\S{1,128}\\s'],
  [['htpasswd'], '-[a-zA-Z]{0,4}b[a-zA-Z]{0,4}\\s(?:\\S{1,256}\\s){1,2}?'],
  [['curl'], `(?:-[a-zA-Z]{0,8}u|--user|--proxy-user)(?:\\s{1,4}|=)?["']?[^\\s:"']{1,64}:`],
];

/** A password on the command line of a client, such as `redis-cli -a …` or `curl -u user:…`. */
export const commandLineDetectors: readonly Detector[] = clients.map(([programs, option]) => ({
  id: 'command-line-password',
  hints: programs,
  pattern: new RegExp(`\\b(?:${programs.join('|')})${toOption}${option}(?<secret>${word})`, 'g'),
  verify: (secret) => isLiteralCredential(secret.replaceAll(/^["']|["']$/g, ''), 'strong'),
}));

const anyClient = new RegExp(
  [...new Set(clients.flatMap(([programs]) => programs.map(firstWord)))].join('|'),
);

/** Whether a list may be the command line of one of these clients, one argument an element. */
export function namesClient(list: readonly string[]): boolean {
  return list.some((item) => item.length < 128 && anyClient.test(item));
}

function firstWord(program: string): string {
  return program.split(' ')[0] ?? program;
}
