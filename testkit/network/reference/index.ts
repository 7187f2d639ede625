export { calicoSelects } from './calico-selector.ts';
export { type Deviations, evaluate } from './evaluate.ts';
export { readWorld, type World } from './world.ts';
