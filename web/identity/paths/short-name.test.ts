import { expect, test } from 'vitest';
import { shortName } from './short-name.ts';

test.each([
  ['AWS identity arn:aws:iam::412381753143:role/shop-karpenter', 'AWS …/shop-karpenter'],
  ['user arn:aws:iam::412381753143:role/team/path/shop-breakglass', 'user …/shop-breakglass'],
  ['AWS identity arn:aws:iam::412381753143:root', 'AWS arn:aws:iam::412381753143:root'],
  ['Google identity ranker@shop-recs.iam.gserviceaccount.com', 'Google ranker@shop-recs'],
  ['StatefulSet argocd/argocd-application-controller', 'StatefulSet argocd/argocd-application-controller'],
  ['user jonas@shop.example', 'user jonas@shop.example'],
])('%s is %s in the drawing', (text, expected) => {
  expect(shortName(text)).toBe(expected);
});
