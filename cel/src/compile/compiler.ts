import type { FunctionRegistry } from '../declaration.ts';
import type { SyntaxNode } from '../syntax/syntax-tree.ts';
import { compileBinding } from './compile-binding.ts';
import { compileCall } from './compile-call.ts';
import { compileComprehension } from './compile-comprehension.ts';
import { compileList, compileMap, compileObject } from './compile-literal.ts';
import { compileConditional, compileLogic } from './compile-logic.ts';
import { compileIdentifier, compileIndex, compileSelect } from './compile-path.ts';
import { constantClosure } from './constant-closure.ts';
import type { CompileContext } from './context.ts';
import type { Closure } from './frame.ts';
import { rememberedText } from './remembered-text.ts';

/** Turns checked nodes into closures; each node is compiled once. */
export class Compiler implements CompileContext {
  readonly functions: FunctionRegistry;
  readonly crossNumeric: boolean;
  readonly strictMapKeys: boolean;
  readonly looseOptionals: boolean;
  private readonly compiled = new Map<SyntaxNode, Closure>();

  constructor(
    functions: FunctionRegistry,
    options: Pick<CompileContext, 'crossNumeric' | 'strictMapKeys' | 'looseOptionals'>,
  ) {
    this.functions = functions;
    this.crossNumeric = options.crossNumeric;
    this.strictMapKeys = options.strictMapKeys;
    this.looseOptionals = options.looseOptionals;
  }

  compile(node: SyntaxNode): Closure {
    const known = this.compiled.get(node);
    if (known !== undefined) return known;
    const closure = this.closureOf(node, true);
    this.compiled.set(node, closure);
    return closure;
  }

  compileUncounted(node: SyntaxNode): Closure {
    return this.closureOf(node, false);
  }

  private closureOf(node: SyntaxNode, counted: boolean): Closure {
    switch (node.kind) {
      case 'constant':
        return constantClosure(node.value);
      case 'identifier':
        return node.slot === undefined && node.unresolved !== true
          ? constantClosure(node.constant)
          : compileIdentifier(node, counted);
      case 'select':
        if (node.resolved !== undefined && node.resolved.slot === undefined) {
          return constantClosure(node.resolved.constant);
        }
        return compileSelect(node, this, counted);
      case 'index':
        return compileIndex(node, this, counted);
      case 'call': {
        const call = compileCall(node, this);
        return rememberedText(node, call, this) ?? call;
      }
      case 'logic':
        return compileLogic(node, this);
      case 'conditional':
        return compileConditional(node, this);
      case 'list':
        return compileList(node, this);
      case 'map':
        return compileMap(node, this);
      case 'object':
        return compileObject(node, this);
      case 'comprehension':
        return compileComprehension(node, this);
      case 'binding':
        return compileBinding(node, this);
    }
  }
}
