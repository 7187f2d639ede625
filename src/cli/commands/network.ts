export { runNetworkAsk } from './network/ask.ts';
export { runNetworkGaps } from './network/gaps.ts';
export { runNetworkWhy } from './network/why.ts';
