export { runNetworkAsk } from './network/ask.ts';
export { runNetworkGaps } from './network/gaps.ts';
export { runNetworkGenerate } from './network/generate.ts';
export { type NetworkReachFlags, parseReachOutput, runNetworkReach } from './network/reach.ts';
export { runNetworkWhy } from './network/why.ts';
