import { availableParallelism } from 'node:os';
import type { ManifestOptions } from './options.ts';
import { type RenderedFolder, type Rendering, render } from './render.ts';

/** Each run of kustomize over large definitions takes up to 200 MB, and there are two for each kustomization. */
const AHEAD = Math.min(8, Math.max(2, Math.ceil(availableParallelism() / 2)));

/**
 * Renders folders that will be asked for in this order, some before they are asked for: the tools work while what was
 * rendered before is read, and what waits for a server does not hold up the others.
 */
export class RenderedAhead {
  private readonly waiting: Iterator<RenderedFolder>;
  private readonly started = new Map<string, Promise<Rendering>>();
  private readonly folder: string;
  private readonly options: ManifestOptions;

  constructor(inputs: readonly RenderedFolder[], folder: string, options: ManifestOptions) {
    this.waiting = inputs.values();
    this.folder = folder;
    this.options = options;
  }

  /** Rejects when files cannot be read. */
  take(input: RenderedFolder): Promise<Rendering> {
    while (this.started.size < AHEAD && this.startNext());
    const rendering = this.started.get(input.path) ?? render(input, this.folder, this.options);
    this.started.delete(input.path);
    return rendering;
  }

  private startNext(): boolean {
    const { value: next, done } = this.waiting.next();
    if (done === true) return false;
    const rendering = render(next, this.folder, this.options);
    // Whoever takes it hears of it; until then nobody has.
    rendering.catch(() => undefined);
    this.started.set(next.path, rendering);
    return true;
  }
}
