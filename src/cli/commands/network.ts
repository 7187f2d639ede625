export { runNetworkAsk } from './network/ask.ts';
export { runNetworkGaps } from './network/gaps.ts';
export { runNetworkReach } from './network/reach.ts';
export { runNetworkWhy } from './network/why.ts';
