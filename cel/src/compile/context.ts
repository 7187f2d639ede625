import type { FunctionRegistry } from '../declaration.ts';
import type { SyntaxNode } from '../syntax/syntax-tree.ts';
import type { Closure } from './frame.ts';

/** What the compilers of the node kinds share. */
export interface CompileContext {
  functions: FunctionRegistry;
  /** Whether int, uint and double may be compared with each other. */
  crossNumeric: boolean;
  /** Whether map literals refuse keys that are no keys, and keys given twice. */
  strictMapKeys: boolean;
  /** Whether `or` and `orValue` pass values through that are no optionals. */
  looseOptionals: boolean;
  /** Compiles a node with its full cost. */
  compile(node: SyntaxNode): Closure;
  /**
   * Compiles a node without the unit an attribute costs by itself: upstream does not count it where the attribute is an
   * index or a branch of `?:`.
   */
  compileUncounted(node: SyntaxNode): Closure;
}
