import type { CelType } from '../cel-type.ts';

/** A variable an expression may name, and the frame slot that holds its value. */
export interface DeclaredVariable {
  type: CelType;
  slot: number;
}

/** Names visible at one place of an expression; inner scopes hide outer ones. */
export class Scope {
  private readonly parent: Scope | undefined;
  private readonly variables = new Map<string, DeclaredVariable>();

  constructor(parent?: Scope) {
    this.parent = parent;
  }

  declare(name: string, type: CelType, slot: number): void {
    this.variables.set(name, { type, slot });
  }

  find(name: string): DeclaredVariable | undefined {
    return this.variables.get(name) ?? this.parent?.find(name);
  }

  /** The variable of the outermost scope, which a leading dot asks for. */
  findGlobal(name: string): DeclaredVariable | undefined {
    return this.parent === undefined ? this.variables.get(name) : this.parent.findGlobal(name);
  }

  /** Whether a comprehension variable hides the name's first part. */
  isLocal(name: string): boolean {
    return this.parent !== undefined && (this.variables.has(name) || this.parent.isLocal(name));
  }
}
