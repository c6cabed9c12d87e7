import { connect, createServer, type Server, type Socket } from 'node:net';
import { spawn } from 'node:child_process';

/** A TCP server of the test, on a port of the loopback interface. */
export interface TcpServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** Listens and gives each connection to `answer`. */
export async function listen(answer: (socket: Socket) => void): Promise<TcpServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    answer(socket);
  });
  const port = await portOf(server);
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      for (const socket of sockets) socket.destroy();
      server.close(() => {
        resolve();
      });
    });
  return { port, stop };
}

function portOf(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

/** A line to another port that can be watched, silenced and cut. */
export interface Wire extends TcpServer {
  /** Bytes that came from the far end so far. */
  received(): number;
  /** Lets nothing through any more, without closing. */
  silence(): void;
  /** Breaks all connections. */
  cut(): void;
}

export async function wireTo(port: number): Promise<Wire> {
  let bytes = 0;
  const pairs: [Socket, Socket][] = [];
  const server = await listen((near) => {
    const far = connect(port, '127.0.0.1');
    pairs.push([near, far]);
    far.on('error', () => undefined).on('data', (chunk: Buffer) => (bytes += chunk.length));
    near.pipe(far);
    far.pipe(near);
    near.on('close', () => far.destroy());
  });
  const each = (work: (near: Socket, far: Socket) => void): void => {
    for (const [near, far] of pairs) work(near, far);
  };
  return {
    ...server,
    received: () => bytes,
    silence: () => {
      each((near, far) => {
        near.unpipe(far);
        far.unpipe(near);
        near.resume();
        far.resume();
      });
    },
    cut: () => {
      each((near, far) => {
        near.resetAndDestroy();
        far.destroy();
      });
    },
  };
}

/**
 * A port that answers no connection attempt, as behind a firewall that drops packets: its process sleeps,
 * and its queue of waiting connections is full.
 */
export async function blackHole(): Promise<TcpServer> {
  const script = `
    const server = require('node:net').createServer();
    server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
      require('node:fs').writeSync(1, String(server.address().port));
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    });`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await new Promise<number>((resolve) => {
    child.stdout.once('data', (chunk: Buffer) => {
      resolve(Number(chunk.toString()));
    });
  });
  const fillers = Array.from({ length: 4 }, () => connect(port, '127.0.0.1').on('error', () => undefined));
  await new Promise((resolve) => setTimeout(resolve, 200));
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      for (const filler of fillers) filler.destroy();
      child.once('exit', () => {
        resolve();
      });
      child.kill('SIGKILL');
    });
  return { port, stop };
}
