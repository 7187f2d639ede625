/** What a page needs to follow paths by itself: pure functions over flat arrays, without the model behind them. */
export { type CompactGraph, compactGraph, type Removed } from './compact-graph.ts';
export { type Difficulty, hardest } from './difficulty.ts';
export { narrowestPlace, type PathStep, stepsOfEdges, stepText } from './path-steps.ts';
export { edgesToTarget, type ShortestPaths, shortestPaths } from './shortest-paths.ts';
