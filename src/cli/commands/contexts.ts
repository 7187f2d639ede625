import { quotedWord } from '../../report/index.ts';
import { listContexts } from '../../sources/kubernetes/index.ts';
import { printText } from '../output.ts';

/** `plimsoll contexts`: the clusters that the kubeconfig names, and the exact line that scans each. Nothing is contacted. */
export async function runContexts(options: { kubeconfig?: string; hint: string }): Promise<number> {
  const contexts = await listContexts(options.kubeconfig === undefined ? {} : { file: options.kubeconfig });
  if (contexts.length === 0) {
    printText(`No kubeconfig here names a cluster. With one: ${options.hint} --context NAME\n`);
    return 0;
  }
  printText('Your clusters (none was contacted):\n');
  for (const { name, server, current } of contexts) {
    printText(
      `  ${options.hint} --context ${quotedWord(name)}\n      ${server ?? 'no server in the kubeconfig'}${current ? ', current' : ''}\n`,
    );
  }
  return 0;
}
