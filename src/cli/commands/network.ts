export { runNetworkAsk } from './network/ask.ts';
export { runNetworkAssert } from './network/assert.ts';
export { runNetworkExposure } from './network/exposure.ts';
export { runNetworkGaps } from './network/gaps.ts';
export { runNetworkGenerate } from './network/generate.ts';
export { runNetworkLint } from './network/lint.ts';
export { runNetworkReach } from './network/reach.ts';
export { type NetworkReachFlags, parseReachOutput } from './network/reach-flags.ts';
export { runNetworkWhy } from './network/why.ts';
