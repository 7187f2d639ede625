import type { PartPath } from '@plimsoll/cel';
import { isFields } from '../../cluster/index.ts';
import type { PolicyControl } from './prepared-controls.ts';
import { judgeTemplate, type TemplateVerdict } from './verdict-memory.ts';
import type { WorkloadPlace } from './workload-places.ts';

/**
 * Most templates of a cluster are alike in most parts: the same security context, the same probes. A control that passes,
 * or does not apply, says the same of every template that is equal in the parts that its policy reads, and is asked once.
 * What fails is judged each time, because its evidence and its place are its own.
 */
export class AlikeTemplates {
  readonly #parts = new Map<string, ComparedPart>();
  readonly #readings = new Map<string, Reading>();
  readonly #byControl = new Map<PolicyControl, Remembered>();
  readonly #judgeNew: typeof judgeTemplate;
  /** Controls come one after the other about the same place. */
  #place: WorkloadPlace | undefined;
  #texts: (string | undefined)[] = [];
  #numbers: (number | undefined)[] = [];

  /** @param judgeNew judges a template that is like no other so far */
  constructor(judgeNew = judgeTemplate) {
    this.#judgeNew = judgeNew;
  }

  readonly judgeTemplate: typeof judgeTemplate = (control, place, context) => {
    const { reading, verdicts } = this.#rememberedOf(control);
    const key = reading === undefined ? undefined : this.#keyOf(reading, place);
    if (key === undefined) return this.#judgeNew(control, place, context);
    const known = verdicts.get(key);
    if (known !== undefined) return known;
    const verdict = this.#judgeNew(control, place, context);
    if (verdict.rows.length === 0) {
      if (verdicts.size >= mostKept) verdicts.clear();
      verdicts.set(key, verdict);
    }
    return verdict;
  };

  #keyOf(reading: Reading, place: WorkloadPlace): string | undefined {
    if (this.#place !== place) {
      this.#place = place;
      this.#texts = [];
      this.#numbers = [];
    }
    const { index } = reading;
    if (index in this.#texts) return this.#texts[index];
    return (this.#texts[index] = this.#textOf(reading, place));
  }

  /** The numbers of the contents; undefined when one of the parts is too different everywhere. */
  #textOf({ parts }: Reading, place: WorkloadPlace): string | undefined {
    if (place.view.broken !== undefined) return undefined;
    let text = '';
    for (const part of parts) {
      const number = (this.#numbers[part.index] ??= part.numberOf(place));
      if (number < 0) return undefined;
      text += `${number},`;
    }
    return text;
  }

  #rememberedOf(control: PolicyControl): Remembered {
    let remembered = this.#byControl.get(control);
    if (remembered === undefined) {
      const { reads } = control.policy;
      remembered = { reading: reads && this.#readingOf(reads), verdicts: new Map() };
      this.#byControl.set(control, remembered);
    }
    return remembered;
  }

  #readingOf(paths: readonly PartPath[]): Reading {
    const parts = paths.map((path) => this.#partOf(path)).toSorted((one, other) => one.index - other.index);
    const id = parts.map(({ index }) => index).join();
    let reading = this.#readings.get(id);
    if (reading === undefined) {
      reading = { index: this.#readings.size, parts };
      this.#readings.set(id, reading);
    }
    return reading;
  }

  #partOf(path: PartPath): ComparedPart {
    const id = JSON.stringify(path);
    let part = this.#parts.get(id);
    if (part === undefined) {
      part = new ComparedPart(this.#parts.size, path);
      this.#parts.set(id, part);
    }
    return part;
  }
}

/** The parts that policies read, shared by those that read the same. */
interface Reading {
  readonly index: number;
  readonly parts: readonly ComparedPart[];
}

interface Remembered {
  readonly reading: Reading | undefined;
  readonly verdicts: Map<string, TemplateVerdict>;
}

/** So many contents are told apart, and verdicts kept, before all are forgotten: it bounds the memory. */
const mostKept = 4096;
/** Longer ones are hardly ever equal. */
const longestCompared = 2048;
/** So many contents show whether any come again. */
const contentsTried = 128;

/** The contents of one part that have been seen, each with a number of its own. */
class ComparedPart {
  readonly index: number;
  readonly #path: PartPath;
  readonly #numbers = new Map<string, number>();
  #next = 0;
  #asked = 0;
  #isWorthIt = true;

  constructor(index: number, path: PartPath) {
    this.index = index;
    this.#path = path;
  }

  /** @returns -1 when it is not worth comparing */
  numberOf({ view, input }: WorkloadPlace): number {
    if (!this.#isWorthIt) return -1;
    const [root, ...below] = this.#path;
    const content = contentAt(root === 'object' ? objectOf(input.object) : view.variables, below);
    if (content === incomparable) return -1;
    const text = content === undefined ? '' : JSON.stringify(content);
    if (text.length > longestCompared) return -1;
    this.#asked++;
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    if (this.#next >= contentsTried && this.#next * 2 > this.#asked) {
      this.#isWorthIt = false;
      this.#numbers.clear();
      return -1;
    }
    if (this.#numbers.size >= mostKept) this.#numbers.clear();
    this.#numbers.set(text, this.#next);
    return this.#next++;
  }
}

function objectOf(object: unknown): unknown {
  return typeof object === 'function' ? (object as () => unknown)() : object;
}

const incomparable = Symbol('incomparable');

function contentAt(value: unknown, path: PartPath): unknown {
  let content = value;
  for (const [index, step] of path.entries()) {
    if (content === undefined || content === null) return undefined;
    if (step === '#') return shapeOf(content);
    if (step === '*') return contentOfEntries(content, path.slice(index + 1));
    if (!isFields(content)) return incomparable;
    content = Object.hasOwn(content, step) ? content[step] : undefined;
  }
  return content;
}

/** Of a list in which no entry has the field, how many there are. */
function contentOfEntries(list: unknown, path: PartPath): unknown {
  if (!Array.isArray(list)) return incomparable;
  const contents: unknown[] = [];
  let isAnywhere = false;
  for (const entry of list as readonly unknown[]) {
    const content = isFields(entry) ? contentAt(entry, path) : incomparable;
    if (content === incomparable) return incomparable;
    isAnywhere ||= content !== undefined;
    contents.push(content);
  }
  return isAnywhere ? contents : contents.length;
}

function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.length;
  return isFields(value) ? Object.keys(value) : incomparable;
}
