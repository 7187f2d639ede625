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
  [
    ['docker login', 'podman login', 'nerdctl login', 'buildah login', 'skopeo login', 'oras login'],
    '-p[\\s=]{0,4}',
  ],
  [['helm registry login', 'crane auth login', 'az login', 'az acr login', 'oc login'], '-p[\\s=]{0,4}'],
  [['sqlcmd', 'bcp'], '-P\\s{0,4}'],
  [['mc alias set', 'mc config host add'], '\\S{1,64}\\s\\S{1,256}\\s\\S{1,128}\\s'],
  [['htpasswd'], '-[a-zA-Z]{0,4}b[a-zA-Z]{0,4}\\s(?:\\S{1,256}\\s){1,2}?'],
  [['curl'], `(?:-[a-zA-Z]{0,8}u|--user|--proxy-user)(?:\\s{1,4}|=)?["']?[^\\s:"']{1,64}:`],
];

/** Options by which a client takes its password from standard input. */
const inputOptions = ['--password-stdin', '--with-token', '--passphrase-fd', '--stdin'];
/** Clients that read a password from there by themselves, or by an option that others give another meaning. */
const inputClients = ['sudo -S', 'kinit', 'vault login', 'cryptsetup'];
const printed = `\\b(?:echo|printf)\\s{1,4}(?:(?:-[neE]{1,3}|["']?%s(?:\\\\n)?["']?)\\s{1,4}){0,2}`;
const pipe = '\\s{0,4}\\|(?!\\|)[\\s\\\\]{0,80}';
/** Through other programs and over lines that go on, but not into the next command. */
const toInput = '(?:[^\\n;|&]|\\|(?!\\|)|\\\\\\n){0,400}?';
const options = `(?:${inputOptions.join('|')})\\b`;
const endOfText = `["']?\\w{1,32}["']?`;

/** A password on the command line of a client, such as `redis-cli -a …`, or in its standard input: `echo … | kinit`. */
export const commandLineDetectors: readonly Detector[] = [
  ...clients.map(([programs, option]) =>
    passwordBy(programs, `\\b(?:${programs.join('|')})${toOption}${option}(?<secret>${word})`),
  ),
  passwordBy(
    [...inputOptions, ...inputClients],
    `${printed}(?<secret>${word})(?=${pipe}(?:${toInput}${options}|(?:sudo\\s)?(?:${inputClients.join('|')})\\b))`,
  ),
  passwordBy(inputOptions, `${options}[^\\n;|&<]{0,200}<<<\\s{0,4}(?<secret>${word})`),
  passwordBy(
    inputOptions,
    `(?:${options}[^\\n<]{0,200}<<-?\\s?${endOfText}|<<-?\\s?${endOfText}[^\\n]{0,200}?${options})[^\\n]{0,200}\\n\\s{0,16}(?<secret>${word})`,
  ),
];

function passwordBy(hints: readonly string[], pattern: string): Detector {
  return {
    id: 'command-line-password',
    hints,
    pattern: new RegExp(pattern, 'g'),
    verify: (secret) => isLiteralCredential(secret.replaceAll(/^["']|["']$/g, ''), 'strong'),
  };
}

const anyClient = new RegExp(
  `\\b(?:${[...new Set(clients.flatMap(([programs]) => programs.map(firstWord)))].join('|')})\\b`,
);

/** Whether a list may be the command line of one of these clients, one argument an element. */
export function namesClient(list: readonly string[]): boolean {
  return list.some((item) => item.length < 128 && anyClient.test(item));
}

function firstWord(program: string): string {
  return program.split(' ')[0] ?? program;
}
