import { listContexts } from '../../sources/kubernetes/index.ts';
import { quotedWord } from '../command-line.ts';

/** `plimsoll contexts`: the clusters that the kubeconfig names, and the exact line that scans each. Nothing is contacted. */
export async function runContexts(options: { kubeconfig?: string; hint: string }): Promise<number> {
  const contexts = await listContexts(options.kubeconfig === undefined ? {} : { file: options.kubeconfig });
  if (contexts.length === 0) {
    process.stdout.write(`No kubeconfig here names a cluster. With one: ${options.hint} --context NAME\n`);
    return 0;
  }
  process.stdout.write('Your clusters (none was contacted):\n');
  for (const { name, server, current } of contexts) {
    process.stdout.write(
      `  ${options.hint} --context ${quotedWord(name)}\n      ${server ?? 'no server in the kubeconfig'}${current ? ', current' : ''}\n`,
    );
  }
  return 0;
}
