import type { Coverage } from '../../../cluster/index.ts';

/** What a reading of the API alone never sees; said once, in the footer of a report. */
export const notConnected: Coverage['notConnected'] = [
  {
    source: 'cloud',
    meaning: 'settings of the cloud account and of the managed control plane are not known',
  },
  { source: 'audit-log', meaning: 'who used which right is not known' },
  { source: 'sensor', meaning: 'what runs inside containers is not known' },
  { source: 'flows', meaning: 'which connections are really made is not known' },
  { source: 'registry', meaning: 'what is inside images is not known' },
];
