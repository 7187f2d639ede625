import { type Command, Option } from 'commander';
import type { NetworkReachFlags } from '../commands/network.ts';
import {
  addFilterOptions,
  addManifestOptions,
  addNamespaceOption,
  addPatienceOptions,
  addReadNamespaceOption,
  addWholeTargetOptions,
  collect,
  formatOption,
} from '../options.ts';
import { examples } from './help-text.ts';

/** Adds `plimsoll network` and its commands to the tree. */
export function network(program: Command): void {
  const command = program
    .command('network')
    .summary('who may connect to whom, and which policy decides')
    .description(
      'What network policies allow, as the plugin that enforces them reads them. Nothing is probed: it is computed from configuration.',
    )
    .addHelpText(
      'after',
      examples(
        ['plimsoll network gaps', 'which workloads no policy isolates'],
        ['plimsoll network why shop/web shop/db:5432', 'which rule decides'],
      ),
    );
  gaps(command);
  exposure(command);
  lint(command);
  reach(command);
  whyCommand(command);
  askCommand(command);
  assertCommand(command);
  generate(command);
}

function addNetworkOptions(command: Command): void {
  addWholeTargetOptions(command);
  addManifestOptions(command);
  addPatienceOptions(command);
  command.option(
    '--profile <name>',
    'who enforces policies, such as cilium or eks-vpc-cni (default: by the agents in the cluster)',
  );
  command.option(
    '--profile-option <name=value>',
    'what is otherwise than in the profile, such as ipBlockMatchesPods=false (repeatable)',
    collect,
  );
}

function gaps(parent: Command): void {
  const command = parent
    .command('gaps [target...]')
    .summary('which workloads no policy isolates, and which reach the internet')
    .description(
      'Per workload and direction: isolated, isolated by rules that allow everything, open, or with policies that nobody enforces; and how much of the internet it reaches.',
    );
  addNetworkOptions(command);
  addFilterOptions(command);
  command
    .addOption(formatOption(['table', 'json', 'csv']))
    .addHelpText(
      'after',
      examples(
        ['plimsoll network gaps', 'the current context'],
        ['plimsoll network gaps k8s/ -n payments -o csv', 'one namespace of manifests'],
      ) + exits,
    )
    .action(async (targets: string[], _options, self: Command) => {
      const { runNetworkGaps } = await import('../commands/network.ts');
      process.exitCode = await runNetworkGaps(targets, self.optsWithGlobals());
    });
}

function exposure(parent: Command): void {
  const command = parent
    .command('exposure [target...]')
    .summary('what can be reached from outside, hop by hop')
    .description(
      'Load balancers, node ports, Ingresses, routes and pods in the network of their node, each through to the pods behind: whether policies let it in, and what the account of the pod may do.',
    );
  addNetworkOptions(command);
  addFilterOptions(command);
  command
    .addOption(formatOption(['table', 'json', 'csv']))
    .addHelpText(
      'after',
      examples(
        ['plimsoll network exposure', 'the current context'],
        ['plimsoll network exposure k8s/ -n shop -o csv', 'ways into one namespace of manifests'],
      ) + exits,
    )
    .action(async (targets: string[], _options, self: Command) => {
      const { runNetworkExposure } = await import('../commands/network.ts');
      process.exitCode = await runNetworkExposure(targets, self.optsWithGlobals());
    });
}

function lint(parent: Command): void {
  const command = parent
    .command('lint [target...]')
    .summary('what is wrong with policies as they are written')
    .description(
      'Policies that nobody enforces or that select nobody, egress that stays open, names that cannot be looked up, ports that no pod names, rules that another repeats: each with its place, the cure and where the rule is written.',
    );
  addNetworkOptions(command);
  addFilterOptions(command);
  command
    .addOption(formatOption(['table', 'json', 'csv']))
    .addHelpText(
      'after',
      `${examples(
        ['plimsoll network lint', 'the current context'],
        ['plimsoll network lint k8s/ -n shop', 'policies of one namespace of manifests'],
      )}
Exit: 0 nothing, or notes alone, 1 warnings, 2 usage or error, 3 incomplete.
`,
    )
    .action(async (targets: string[], _options, self: Command) => {
      const { runNetworkLint } = await import('../commands/network.ts');
      process.exitCode = await runNetworkLint(targets, self.optsWithGlobals());
    });
}

function reach(parent: Command): void {
  const command = parent
    .command('reach [target...]')
    .summary('who can connect to whom')
    .description(
      'The map of the cluster: by namespaces how many pairs of pods connect, and how many only because no policy isolates either; with --by pod every pair.',
    );
  addNetworkOptions(command);
  addFilterOptions(command);
  command
    .addOption(
      new Option('--by <what>', 'namespace, scope (of the configuration), workload or pod')
        .choices(['namespace', 'scope', 'workload', 'pod'])
        .default('namespace'),
    )
    .option('--from <who>', 'only from: a namespace or NAMESPACE/NAME (repeatable)', collect)
    .option('--to <whom>', 'only to: a namespace or NAMESPACE/NAME (repeatable)', collect)
    .option('--port <port>', 'only what connects on a port: 443, 53/UDP')
    .option('--external', 'also addresses outside the cluster that policies let through')
    .addOption(
      new Option('-o, --output <format[=file]>', 'table, json, csv, dot, or html (a map to look at)').default(
        'table',
      ),
    )
    .addHelpText(
      'after',
      examples(
        ['plimsoll network reach', 'the current context, by namespaces'],
        ['plimsoll network reach k8s/ --by pod -o csv > map.csv', 'every pair, of manifests'],
        ['plimsoll network reach --to data --port 5432', 'who reaches the databases'],
        ['plimsoll network reach -o html=network.html', 'a page with the map and the matrix'],
      ) + exits,
    )
    .action(async (targets: string[], _options, self: Command) => {
      const { parseReachOutput, runNetworkReach } = await import('../commands/network.ts');
      const options: Omit<NetworkReachFlags, 'output'> & { readonly output: string } = self.optsWithGlobals();
      const output = parseReachOutput(options.output);
      process.exitCode = await runNetworkReach(targets, { ...options, output });
    });
}

function whyCommand(parent: Command): void {
  const command = parent
    .command('why <source> <destination>')
    .summary('why a connection is allowed or denied')
    .description(
      'Which policies isolate, which rule lets through, which nearly matched, and the smallest change. A source is NAMESPACE/POD (or its workload) or an address; a destination has a port, or a type of ICMP: shop/db:5432, shop/svc/db:5432 for every backend of a Service, 10.0.0.9:53/UDP, shop/db:ICMP/8.',
    );
  addNetworkOptions(command);
  addReadNamespaceOption(command);
  command
    .addOption(formatOption(['text', 'json']))
    .addHelpText(
      'after',
      `${examples(
        ['plimsoll network why shop/web shop/db:5432', 'the current context'],
        ['plimsoll network why 203.0.113.7 shop/web:443 -f k8s/', 'from outside, of manifests'],
      )}
Exit: 0 allowed, 1 denied (to a backend of a Service, at least), 2 usage or
error, 3 not known.
`,
    )
    .action(async (source: string, destination: string, _options, self: Command) => {
      const { runNetworkWhy } = await import('../commands/network.ts');
      process.exitCode = await runNetworkWhy(source, destination, self.optsWithGlobals());
    });
}

function askCommand(parent: Command): void {
  const command = parent
    .command('ask [target...]')
    .summary('many questions at once, as CSV')
    .description(
      'Reads rows of src,dst,protocol,port and writes them with allow (1 or 0, mixed where the backends of a Service differ, empty where it is not known) and the policies that decide. Of ICMP and ICMPv6 the port is TYPE or TYPE/CODE.',
    );
  addNetworkOptions(command);
  addReadNamespaceOption(command);
  command
    .requiredOption('--questions <file>', 'CSV of src,dst,protocol,port; - is standard input')
    .addOption(formatOption(['csv', 'json']))
    .addHelpText(
      'after',
      `${examples(
        ['plimsoll network ask --questions questions.csv', 'the current context'],
        ['echo shop/web,shop/db,TCP,5432 | plimsoll network ask k8s/ --questions -', 'one, of manifests'],
      )}
Exit: 0 answered, 2 usage or error, 3 an answer is not known, or something could
not be read.
`,
    )
    .action(async (targets: string[], _options, self: Command) => {
      const { runNetworkAsk } = await import('../commands/network.ts');
      process.exitCode = await runNetworkAsk(targets, self.optsWithGlobals());
    });
}

function assertCommand(parent: Command): void {
  const command = parent
    .command('assert <file> [target...]')
    .summary('whether invariants hold, as evidence of segmentation')
    .description(
      'Checks a YAML file of what must not connect (deny), who alone may (only) and what must (allow). What breaks one is shown with its policies.',
    );
  addNetworkOptions(command);
  addReadNamespaceOption(command);
  command
    .addOption(
      formatOption(
        ['table', 'json', 'junit', 'markdown'],
        'table, json, junit, or markdown (evidence for an audit)',
      ),
    )
    .addHelpText(
      'after',
      `${examples(
        ['plimsoll network assert network.yaml', 'the current context'],
        ['plimsoll network assert network.yaml k8s/ -o junit', 'manifests, in CI'],
        ['plimsoll network assert network.yaml -o markdown > evidence.md', 'for an auditor'],
      )}
Exit: 0 all hold, 1 one is broken, 2 usage or error, 3 one is not known, or
something could not be read.
`,
    )
    .action(async (file: string, targets: string[], _options, self: Command) => {
      const { runNetworkAssert } = await import('../commands/network.ts');
      process.exitCode = await runNetworkAssert(file, targets, self.optsWithGlobals());
    });
}

function generate(parent: Command): void {
  const command = parent
    .command('generate [target...]')
    .summary('drafts of policies that close namespaces')
    .description(
      'Default deny and what is declared to be needed: settings that name Services and hosts, entry points, webhooks, scrapes, names, the API server. Every rule says what it follows from. A draft, not least privilege: nothing was observed.',
    );
  addNetworkOptions(command);
  addNamespaceOption(command, 'draft only for this namespace (repeatable); everything is still read');
  command
    .addOption(
      new Option('--dialect <kind>', 'networkpolicy or cilium (default: as the profile knows them)').choices([
        'networkpolicy',
        'cilium',
      ]),
    )
    .option('--edges <file>', 'more needs, such as flows: CSV of src,dst,protocol,port,provenance')
    .addOption(formatOption(['yaml', 'csv'], 'yaml, or csv (the needs)'))
    .addHelpText(
      'after',
      `${examples(
        ['plimsoll network generate k8s/ -n shop > policies.yaml', 'drafts for one namespace'],
        ['plimsoll network generate -o csv', 'the needs of the current context'],
      )}
Exit: 0 drafted, 1 a need would be cut off, 2 usage or error, 3 incomplete.
`,
    )
    .action(async (targets: string[], _options, self: Command) => {
      const { runNetworkGenerate } = await import('../commands/network.ts');
      process.exitCode = await runNetworkGenerate(targets, self.optsWithGlobals());
    });
}

const exits = `
Exit: 0 answered, 2 usage or error, 3 incomplete: something could not be read,
or policies could not be judged. What depends on an address that nothing tells,
as in manifests, is told as not known and is no failure.
`;
