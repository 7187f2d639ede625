import type { Problem } from '../../cluster/index.ts';

/** Stable codes of what can be wrong with manifests, with what to do about it. */
export const manifestProblems = {
  'input-not-found': 'Check the path; a glob must be quoted so that the shell leaves it alone.',
  'input-empty': 'Name a file or folder that holds manifests.',
  'file-unreadable': 'Check the permissions of the file and where its links lead, or leave it out.',
  'file-too-large':
    'Split it: lists and streams of documents are read part by part at any size, one part only up to here.',
  'file-binary': 'Leave it out: this is not a text file.',
  'file-encoding': 'Save the file as UTF-8; kubectl replaces the broken bytes and so does this tool.',
  'manifest-duplicate':
    'Remove one of the two, or scan the folders one by one: the one that was read last is judged.',
  'manifest-without-kind':
    'Set apiVersion and kind, or move what is no Kubernetes object to a file of its own.',
  'kind-not-served':
    'Correct apiVersion and kind; the object was not judged, because no API server takes it.',
  'link-outside':
    'Name the file itself to have it read, or scan a folder that holds both the link and what it leads to.',
  'file-unused': 'Add each where it belongs, delete it, or name it to have it judged as it is.',
  'file-ignored': 'Name them to have them judged; Git judges by .gitignore only what it does not track.',
  'not-rendered-source': 'Render it and scan the result, or scan the cluster it is deployed to.',
  'pod-template-unknown':
    'Scan the cluster, or a snapshot of it: the pods that its controller makes are judged there.',
  'not-rendered': 'Install the tool named, or render to YAML and scan the result.',
} as const satisfies Record<string, string>;

export type ManifestProblemCode = keyof typeof manifestProblems;

export function manifestProblem(
  code: ManifestProblemCode,
  message: string,
  at: {
    readonly file?: string;
    readonly line?: number;
    readonly column?: number;
    readonly hint?: string;
  } = {},
  severity: Problem['severity'] = 'error',
): Problem {
  return { code, message, hint: manifestProblems[code], ...at, severity };
}
