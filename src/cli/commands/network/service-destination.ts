import { type NetworkEngine, type Question, type ServiceBackend, Services } from '../../../network/index.ts';
import { CliError } from '../../errors.ts';

const servicePath = /^(?:svc|services?)\/(.+)$/i;

/** A question to the pods behind a Service, and the words that say so; as it is where its destination is none. */
export function throughService(
  engine: NetworkEngine,
  question: Question,
): { readonly question: Question; readonly through?: string } {
  const { destination, port } = question;
  if (destination.type !== 'pod') return { question };
  const [, name] = servicePath.exec(destination.name) ?? [];
  if (name === undefined) return { question };
  const services = new Services(engine.cluster);
  const { namespace } = destination;
  const service = services.named(namespace, name);
  if (service === undefined)
    throw new CliError(
      'usage',
      `There is no Service ${namespace}/${name}`,
      'kubectl get services lists them.',
    );
  const [backend, ...others] = services.backends(service, port);
  if (backend?.port === undefined)
    throw new CliError(
      'usage',
      `Service ${namespace}/${name} leads to no pod on port ${port}`,
      'Its selector takes no pod that is here, or it has no such port, or names one that the pods do not declare.',
    );
  const pods = podName(backend);
  const more =
    others.length === 0 ? '' : ` and ${others.length} more of its backends, which are not asked about`;
  return {
    question: {
      ...question,
      destination: { type: 'pod', namespace, name: pods },
      port: backend.port,
      protocol: backend.protocol,
    },
    through: `Service ${namespace}/${name}:${port} leads to ${namespace}/${pods}:${backend.port}${more}.`,
  };
}

function podName({ pods: { workload, template } }: ServiceBackend): string {
  return template.name === '' ? workload.object.name : `${workload.object.name}/${template.name}`;
}
