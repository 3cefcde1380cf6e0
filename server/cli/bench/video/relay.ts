import { createSocket, type RemoteInfo, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Lab } from './lab.ts';

/** What a relay does to what passes: `open` nothing, `cut` refuses and drops, `blackhole` swallows in silence. */
export type Weather = {
  readonly state: 'open' | 'cut' | 'blackhole';
  /** Share of datagrams lost; on TCP the share of pieces that come a retransmission later. */
  readonly loss: number;
  /** Each piece is held back by up to this, in order. */
  readonly jitter_ms: number;
};

export const fair: Weather = { state: 'open', loss: 0, jitter_ms: 0 };

/** The usual first retransmission of Linux. */
const retransmission_ms = 200;

/** A network between two ends on loopback, whose weather can be changed under way. */
export type Relay = { readonly port: number; set(weather: Weather): void };

type Waiting = { readonly due_ms: number; readonly run: () => void };

/** Holds pieces back by a random time without changing their order. */
const delayer = (): ((weather: Weather, late: boolean, run: () => void) => void) => {
  const waiting: Waiting[] = [];
  let last_due_ms = 0;
  const serve = (): void => {
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      const wait_ms = next.due_ms - performance.now();
      if (wait_ms > 0.5) {
        setTimeout(serve, wait_ms);
        return;
      }
      waiting.shift();
      next.run();
    }
  };
  return ({ jitter_ms }, late, run) => {
    const wait_ms = Math.random() * jitter_ms + (late ? retransmission_ms : 0);
    last_due_ms = Math.max(last_due_ms, performance.now() + wait_ms);
    waiting.push({ due_ms: last_due_ms, run });
    if (waiting.length === 1) serve();
  };
};

export const tcpRelay = async (lab: Lab, target_port: number): Promise<Relay> => {
  let weather = fair;
  const pairs = new Set<Socket>();
  const forward = (from: Socket, to: Socket): void => {
    const later = delayer();
    from.on('data', (piece: Buffer) => {
      if (weather.state === 'blackhole') return;
      later(weather, Math.random() < weather.loss, () => {
        if (!to.destroyed && weather.state === 'open') to.write(piece);
      });
    });
    from.on('error', () => undefined);
    from.on('close', () => {
      pairs.delete(from);
      // In a black hole the other side hears nothing of it either.
      if (weather.state !== 'blackhole') to.destroy();
    });
  };
  const open = (): Server =>
    createServer((client) => {
      pairs.add(client);
      if (weather.state === 'blackhole') {
        client.on('error', () => undefined);
        client.resume();
        return;
      }
      const server = connect(target_port, '127.0.0.1');
      pairs.add(server);
      forward(client, server);
      forward(server, client);
    });
  let listening: Server | undefined = open().listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const address = listening.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const clear = (): void => {
    for (const socket of pairs) socket.destroy();
    pairs.clear();
  };
  lab.onEnd(async () => {
    listening?.close();
    clear();
  });
  return {
    port,
    set: (next) => {
      const before = weather;
      weather = next;
      if (next.state === 'cut') {
        listening?.close();
        listening = undefined;
        clear();
      }
      if (next.state === 'open' && before.state !== 'open') {
        clear();
        listening ??= open().listen(port, '127.0.0.1');
      }
    },
  };
};

/** Between a sender that speaks first to `port` and a receiver at `target_port`; answers go back. */
export const udpRelay = async (lab: Lab, target_port: number): Promise<Relay> => {
  let weather = fair;
  const front = createSocket('udp4');
  const back = createSocket('udp4');
  let sender: RemoteInfo | undefined;
  const [onward, backward] = [delayer(), delayer()];
  const pass = (later: typeof onward, socket: UdpSocket, piece: Buffer, port: number): void => {
    if (weather.state !== 'open' || Math.random() < weather.loss) return;
    later(weather, false, () => socket.send(piece, port, '127.0.0.1', () => undefined));
  };
  front.on('message', (piece, from) => {
    sender = from;
    pass(onward, back, piece, target_port);
  });
  back.on('message', (piece) => {
    if (sender !== undefined) pass(backward, front, piece, sender.port);
  });
  for (const socket of [front, back]) socket.on('error', () => undefined);
  front.bind(0, '127.0.0.1');
  back.bind(0, '127.0.0.1');
  await Promise.all([once(front, 'listening'), once(back, 'listening')]);
  for (const socket of [front, back]) socket.setRecvBufferSize(4 * 1024 * 1024);
  lab.onEnd(async () => {
    front.close();
    back.close();
  });
  return {
    port: front.address().port,
    set: (next) => {
      weather = next;
    },
  };
};
