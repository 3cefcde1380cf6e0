import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * A network between a phone and the station that can be cut: open connections break, new ones are refused. Or it
 * loses answers: the station has what was sent, the phone never hears so.
 */
export class CuttableNetwork {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #cut = false;
  #losing = { request: '', left: 0 };
  /** Answers lost so far. */
  lost = 0;
  port = 0;

  constructor(station_port: number) {
    this.#server = createServer((near) => {
      if (this.#cut) {
        near.resetAndDestroy();
        return;
      }
      const far = connect(station_port, '127.0.0.1');
      this.#loseAnswers(near, far);
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(one);
        one.on('error', () => one.destroy());
        one.on('close', () => {
          this.#sockets.delete(one);
          other.destroy();
        });
        one.pipe(other);
      }
    });
  }

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(this.port, '127.0.0.1', () => resolve()));
    const address = this.#server.address();
    this.port = typeof address === 'object' && address !== null ? address.port : 0;
    return `http://127.0.0.1:${this.port}`;
  }

  /** The next `times` answers to requests that begin so, e.g. `POST /api/records.save `, do not arrive. */
  loseAnswers(request: string, times: number): void {
    this.#losing = { request, left: times };
  }

  // Listens before the pipes do: the answer must not be passed on first.
  #loseAnswers(near: Socket, far: Socket): void {
    let asked = false;
    near.on('data', (chunk: Buffer) => {
      const { request, left } = this.#losing;
      const text = chunk.toString('latin1');
      // A body may come in a piece of its own.
      if (/^[A-Z]+ \//.test(text)) asked = left > 0 && text.startsWith(request);
    });
    far.on('data', () => {
      if (!asked || this.#losing.left === 0) return;
      asked = false;
      this.#losing.left -= 1;
      this.lost += 1;
      near.resetAndDestroy();
    });
  }

  cut(): void {
    this.#cut = true;
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  restore(): void {
    this.#cut = false;
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
