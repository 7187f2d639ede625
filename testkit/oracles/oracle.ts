import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { kubeboxBinary } from '../cluster/binary.ts';

/** Upstream's own packages behind a pipe: one process, as many questions as one likes. */
export interface Oracle<Question, Answer> {
  /** Answers in the order of the questions; many at once cost one turn of the pipe. */
  ask(questions: readonly Question[]): Promise<Answer[]>;
  close(): Promise<void>;
}

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

const failureShown = 2000;

/**
 * Starts `kubebox NAME` (testkit/kubebox/oracle_*.go). It ends when this process does, also when that one is killed: its
 * standard input ends then.
 * @param findBinary where another program answers than kubebox
 * @returns undefined where Go is missing, which is said; with `CI` set it throws
 */
export async function startOracle<Question, Answer>(
  name: `oracle-${string}`,
  findBinary: () => Promise<string | undefined> = kubeboxBinary,
): Promise<Oracle<Question, Answer> | undefined> {
  const binary = await findBinary();
  return binary === undefined ? undefined : new OracleProcess(spawn(binary, [name]), name);
}

class OracleProcess<Question, Answer> implements Oracle<Question, Answer> {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #name: string;
  readonly #waiting: Waiting[] = [];
  readonly #ended: Promise<void>;
  #errors = '';
  #over: Error | undefined;

  constructor(child: ChildProcessWithoutNullStreams, name: string) {
    this.#child = child;
    this.#name = name;
    child.stderr.on('data', (chunk: Buffer) => (this.#errors += chunk.toString()));
    // A process that dies closes the pipe under a question; its end is told below.
    child.stdin.on('error', () => {});
    createInterface({ input: child.stdout }).on('line', (line) => this.#answer(line));
    this.#ended = new Promise((resolve) => {
      child.once('error', (error) => this.#end(error.message, resolve));
      child.once('close', (code) => this.#end(`exit ${code ?? 'by a signal'}`, resolve));
    });
  }

  async ask(questions: readonly Question[]): Promise<Answer[]> {
    if (this.#over !== undefined) throw this.#over;
    const answers = questions.map(
      () => new Promise<unknown>((resolve, reject) => this.#waiting.push({ resolve, reject })),
    );
    const all = Promise.all(answers);
    if (questions.length > 0)
      this.#child.stdin.write(questions.map((question) => `${JSON.stringify(question)}\n`).join(''));
    return (await all) as Answer[];
  }

  async close(): Promise<void> {
    this.#child.stdin.end();
    await this.#ended;
  }

  #answer(line: string): void {
    const waiting = this.#waiting.shift();
    const answer = JSON.parse(line) as { failure?: string };
    if (answer.failure === undefined) waiting?.resolve(answer);
    else waiting?.reject(new Error(`${this.#name}: ${answer.failure.slice(0, failureShown)}`));
  }

  #end(how: string, resolve: () => void): void {
    this.#over ??= new Error(`${this.#name} has ended (${how}): ${this.#errors.slice(-failureShown)}`);
    for (const { reject } of this.#waiting.splice(0)) reject(this.#over);
    resolve();
  }
}
