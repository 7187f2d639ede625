import { appliedManifest, editedByHand, managingController } from './field-manager-source.ts';
import { argoApplication, fluxRelease, helmRelease } from './gitops-source.ts';
import type { ClusterObject } from './object.ts';
import { splitApiVersion } from './object.ts';
import { type OwnerStep, ownerChainOf } from './owner-chain.ts';
import { podTemplateKindOf } from './pod-template-kinds.ts';
import { providerAddon } from './provider-addon.ts';
import type { SourceLookup, SourceRule } from './source-rule.ts';
import type { SourceOfTruth } from './workload.ts';

/**
 * Rules in the order in which they win. What would revert a change comes before what would not, and what reverts sooner
 * before what reverts later:
 *
 * 1. A manifest that is not a live object is its own truth: the file that was read.
 * 2. An owner rewrites what it owns at every change, whatever labels the object inherited from a chart.
 * 3. Argo CD and Flux compare with Git every few minutes; both also leave Helm's marks, so they precede Helm.
 * 4. Add-on managers of the provider do the same for their add-ons, and ship charts with Helm's label but no release.
 * 5. Helm overwrites at its next upgrade, and no sooner.
 * 6. A controller that shows only as a field manager, without an owner reference.
 * 7. A manifest applied from a file that nobody named, then changes by hand: nothing reverts these.
 */
const rules: readonly SourceRule[] = [
  manifestFile,
  owningResource,
  argoApplication,
  fluxRelease,
  providerAddon,
  helmRelease,
  managingController,
  appliedManifest,
  editedByHand,
];

/** For an object that is the end of its owner chain already. */
const ownerless = rules.filter((rule) => rule !== owningResource);

/** Who really writes an object, with evidence: where a change has to be made to last. */
export function sourceOfTruthOf(cluster: SourceLookup, object: ClusterObject): SourceOfTruth {
  return firstOf(rules, cluster, object);
}

function firstOf(
  applicable: readonly SourceRule[],
  cluster: SourceLookup,
  object: ClusterObject,
): SourceOfTruth {
  for (const rule of applicable) {
    const source = rule(cluster, object);
    if (source) return source;
  }
  return {
    kind: 'unknown',
    evidence: ['no owner reference, GitOps or Helm mark, or field manager says who writes this object'],
    changeAt: `the ${object.kind} itself, after asking whoever deploys it`,
    reverts: false,
  };
}

/** Objects read from files have a place; a dump of live objects has one too, but carries a uid. */
function manifestFile(_cluster: SourceLookup, { origin, body }: ClusterObject): SourceOfTruth | undefined {
  if (origin === undefined || body.metadata.uid) return undefined;
  const { file, line, template, renderer } = origin;
  if (renderer === 'kustomize') {
    return {
      kind: 'kustomize',
      name: file,
      evidence: [`rendered by the kustomization ${file}${template === undefined ? '' : ` from ${template}`}`],
      changeAt: `${template === undefined ? '' : `${template}, or `}a patch in the kustomization ${file}`,
      reverts: false,
    };
  }
  return template === undefined
    ? {
        kind: 'file',
        name: file,
        evidence: [`read from ${file}`],
        changeAt: `${file}:${line}`,
        reverts: false,
      }
    : {
        kind: 'helm',
        name: template,
        evidence: [`rendered from chart template ${template}`],
        changeAt: `chart template ${template} or the values it reads`,
        reverts: false,
      };
}

/** The highest owner above the workload. An owner of an unknown kind is an operator's custom resource. */
function owningResource(cluster: SourceLookup, object: ClusterObject): SourceOfTruth | undefined {
  const owner = ownerChainOf(cluster, object).at(-1);
  if (owner === undefined) return undefined;
  const { group } = splitApiVersion(owner.reference.apiVersion);
  if (group === '' && owner.reference.kind === 'Node') return staticPod(owner.reference.name);
  if (olmKinds.has(owner.reference.kind) && group === 'operators.coreos.com') {
    return owned(cluster, object, owner, 'OLM installs this workload from the ClusterServiceVersion');
  }
  if (owner.reference.controller !== true && !podTemplateKindOf(group, owner.reference.kind))
    return undefined;
  return owned(cluster, object, owner);
}

const olmKinds = new Set(['ClusterServiceVersion', 'Subscription', 'CatalogSource']);

function owned(
  cluster: SourceLookup,
  object: ClusterObject,
  { reference, object: owner }: OwnerStep,
  meaning?: string,
): SourceOfTruth {
  const { group } = splitApiVersion(reference.apiVersion);
  const namespace = owner?.namespace ?? object.namespace;
  const name = `${reference.kind} ${namespace === '' ? reference.name : `${namespace}/${reference.name}`}`;
  const fact = `metadata.ownerReferences names ${name}${reference.controller === true ? ' as controller' : ''}`;
  const evidence = meaning ? [fact, meaning] : [fact];
  const place = { name, ...(namespace !== '' && { namespace }) };
  const builtIn = isBuiltIn(group);
  if (owner === undefined) {
    evidence.push(`${name} is not in what was read`);
    return { kind: builtIn ? 'unknown' : 'operator', ...place, evidence, changeAt: name, reverts: true };
  }
  const above = firstOf(ownerless, cluster, owner);
  if (above.kind === 'unknown') {
    return { kind: builtIn ? 'unknown' : 'operator', ...place, evidence, changeAt: name, reverts: true };
  }
  evidence.push(...above.evidence);
  const changeAt = `${name} (${above.changeAt})`;
  return builtIn
    ? { ...above, evidence, changeAt, reverts: true }
    : { kind: 'operator', ...place, evidence, changeAt, reverts: true };
}

/** https://kubernetes.io/docs/tasks/configure-pod-container/static-pod/ */
function staticPod(node: string): SourceOfTruth {
  return {
    kind: 'file',
    name: `static pod on node ${node}`,
    evidence: [`metadata.ownerReferences names Node ${node}: a mirror of a static pod`],
    changeAt: `the static pod manifest on node ${node}, by default in /etc/kubernetes/manifests`,
    reverts: true,
  };
}

function isBuiltIn(group: string): boolean {
  return !group.includes('.') || group.endsWith('.k8s.io');
}
