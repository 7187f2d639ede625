export { calicoSelects } from './calico-selector.ts';
export { evaluate } from './evaluate.ts';
export { readWorld, type World } from './world.ts';
