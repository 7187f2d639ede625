import { type KubernetesObject, objectKey } from '../../src/cluster/index.ts';
import {
  type Catalogue,
  type CatalogueDocument,
  Judge,
  judge,
  loadCatalogue,
} from '../../src/controls/index.ts';
import { readCatalogueFiles } from '../../testkit/catalogue/read-catalogue.ts';
import {
  clusterOf,
  clusterStoreOf,
  syntheticCluster,
  syntheticDeployment,
} from '../../testkit/world/synthetic-cluster.ts';

const policies = 60;

/** The shipped policies over pod templates, repeated under new ids until there are sixty. */
function sixtyPolicies(): Catalogue {
  const documents = readCatalogueFiles();
  const controls = documents.filter(
    ({ file, content }) =>
      file.includes('/controls/') &&
      !file.includes('.cases.') &&
      'appliesTo' in (content as Record<string, unknown>),
  );
  const others = documents.filter(({ file }) => file.includes('/frameworks/')).map(withoutControls);
  const repeated = Array.from({ length: policies }, (_, index): CatalogueDocument => {
    const content = controls[index % controls.length]?.content as Record<string, unknown>;
    const id = `${String(content['id'])}-copy-${index}`;
    return { file: `controls/${id}.yaml`, content: { ...content, id } };
  });
  return loadCatalogue([...repeated, ...others], { cases: false });
}

function withoutControls(document: CatalogueDocument): CatalogueDocument {
  const content = document.content as { requirements: readonly object[] };
  const requirements = content.requirements.map((requirement) => ({ ...requirement, controls: [] }));
  return { ...document, content: { ...content, requirements } };
}

function milliseconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const catalogue = sixtyPolicies();
const now = Date.now();

const deployments = 1000;
const bytes = JSON.stringify(syntheticDeployment('app', 'team', 1)).length;
let fastest = Infinity;
for (let round = 0; round < 5; round++) {
  const cluster = clusterOf(Array.from({ length: deployments }, (_, index) => soundDeployment(index)));
  fastest = Math.min(
    fastest,
    milliseconds(() => judge(cluster, catalogue, { now })),
  );
}
const perObject = (fastest / deployments) * 1000;
console.log(`${policies} policies on a sound Deployment of ${bytes} bytes: ${perObject.toFixed(0)} µs CPU`);

for (const size of [1020, 10_200]) {
  const cluster = syntheticCluster(size);
  const remembering = new Judge(catalogue, { now });
  let findings = 0;
  const first = milliseconds(() => {
    findings = remembering.judge(cluster).results.length;
  });
  const again = milliseconds(() => remembering.judge(cluster));
  console.log(
    `${size} objects: ${first.toFixed(0)} ms CPU, ${findings} findings; unchanged again ${again.toFixed(0)} ms`,
  );
}

const changes = 500;
const objects = Array.from({ length: 10_200 }, (_, index) => soundDeployment(index));
const store = clusterStoreOf(objects);
const watching = new Judge(catalogue, { now });
watching.judge(store.snapshot());
const changing = milliseconds(() => {
  for (let index = 0; index < changes; index++) {
    const changed = syntheticDeployment(`app-${index}`, 'team', index * 612 + 2);
    store.apply(changed);
    const cluster = store.snapshot();
    watching.judgeObject(
      cluster,
      objectKey({ group: 'apps', kind: 'Deployment', namespace: 'team', name: `app-${index}` }),
    );
  }
});
console.log(`one changed object of 10200: ${((changing / changes) * 1000).toFixed(0)} µs CPU`);

/** Seeds that make no weak container. */
function soundDeployment(index: number): KubernetesObject {
  return syntheticDeployment(`app-${index}`, 'team', index * 612 + 1);
}
