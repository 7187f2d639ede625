import { createServer } from 'node:http';
import {
  type AddressInfo,
  connect,
  createServer as createTcpServer,
  type Server,
  type Socket,
} from 'node:net';

export interface ProxyServer {
  readonly url: string;
  /** `host:port` of every tunnel that was asked for. */
  readonly tunnels: readonly string[];
  stop(): Promise<void>;
}

/** An HTTP proxy that knows CONNECT only (RFC 9110, section 9.3.6). */
export async function startHttpProxy(): Promise<ProxyServer> {
  const tunnels: string[] = [];
  const server = createServer((_, response) => response.writeHead(405).end());
  server.on('connect', (request, socket, head) => {
    const target = request.url ?? '';
    tunnels.push(target);
    const [host, port] = target.split(':');
    const upstream = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      upstream.write(head);
      join(socket as Socket, upstream);
    });
    upstream.on('error', () => socket.destroy());
  });
  return listening(server, 'http', tunnels);
}

/** A SOCKS5 proxy without authentication that knows CONNECT only (RFC 1928). */
export async function startSocksProxy(): Promise<ProxyServer> {
  const tunnels: string[] = [];
  const server = createTcpServer((socket) => {
    socket.once('data', () => {
      socket.write(Buffer.from([5, 0]));
      socket.once('data', (request) => {
        const { host, port } = socksTarget(request);
        tunnels.push(`${host}:${port}`);
        const upstream = connect(port, host, () => {
          socket.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
          join(socket, upstream);
        });
        upstream.on('error', () => socket.destroy());
      });
    });
    socket.on('error', () => socket.destroy());
  });
  return listening(server, 'socks5', tunnels);
}

function socksTarget(request: Buffer): { host: string; port: number } {
  const named = request[3] === 3;
  const end = named ? 5 + (request[4] ?? 0) : 8;
  const host = named ? request.toString('latin1', 5, end) : request.subarray(4, 8).join('.');
  return { host, port: request.readUInt16BE(end) };
}

function join(a: Socket, b: Socket): void {
  a.pipe(b).pipe(a);
  for (const [one, other] of [
    [a, b],
    [b, a],
  ] as const) {
    one.on('error', () => other.destroy()).on('close', () => other.destroy());
  }
}

async function listening(server: Server, scheme: string, tunnels: string[]): Promise<ProxyServer> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${scheme}://127.0.0.1:${port}`,
    tunnels,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
