import type { Server as HttpServer } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type SecureContextOptions } from 'node:tls';

// RFC 8446 §5.1: the record type of a handshake; no HTTP method begins with it.
const handshake = 22;
const first_byte_ms = 10_000;

type Ports = {
  /** Answers what comes over TLS, and what comes in plain text from this very machine. */
  readonly app: HttpServer;
  /** Answers plain text from anywhere else: how to trust the certificate, and nothing besides. */
  readonly stranger: HttpServer;
  readonly identity: SecureContextOptions;
};

/** One port for both: whoever types the address without `https://` is told the way instead of an error. */
export class Front {
  readonly #server: Server;
  readonly #tls;
  readonly #sockets = new Set<Socket>();
  readonly #app: HttpServer;
  readonly #stranger: HttpServer;

  constructor({ app, stranger, identity }: Ports) {
    this.#app = app;
    this.#stranger = stranger;
    // A TLS socket is a stream like any other: `http.Server` takes what it is handed.
    this.#tls = createTlsServer(
      { ...identity, minVersion: 'TLSv1.2', ALPNProtocols: ['http/1.1'] },
      (secure) => app.emit('connection', secure),
    );
    // A phone that does not trust the certificate hangs up: that is no fault of the station.
    this.#tls.on('tlsClientError', (_error, secure) => secure.destroy());
    this.#server = createServer({ noDelay: true }, (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
      // Until somebody else listens, a reset by the peer would end the station.
      const onError = (): void => void socket.destroy();
      socket.on('error', onError);
      const timer = setTimeout(() => socket.destroy(), first_byte_ms);
      socket.once('close', () => clearTimeout(timer));
      socket.once('data', (chunk: Buffer) => {
        clearTimeout(timer);
        socket.pause();
        socket.unshift(chunk);
        if (chunk[0] === handshake) {
          // It takes what was read out of the socket by itself, one turn later: resuming here would spill it.
          this.#tls.emit('connection', socket);
          return;
        }
        (isLoopback(socket.remoteAddress) ? app : stranger).emit('connection', socket);
        socket.resume();
      });
    });
  }

  /** Rejects with the error of `net.Server.listen`, such as EADDRINUSE. */
  listen(host: string, port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ host, port }, () => {
        this.#server.off('error', reject);
        const address = this.#server.address();
        // Servers that are handed their connections never listen themselves, and would not time slow ones out.
        for (const inner of [this.#app, this.#stranger]) if (!inner.listening) inner.emit('listening');
        resolve(typeof address === 'object' && address !== null ? address.port : port);
      });
    });
  }

  /** Connections made from now on see the renewed certificate; open ones go on. */
  renew(identity: SecureContextOptions): void {
    this.#tls.setSecureContext(identity);
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      for (const socket of this.#sockets) socket.destroy();
    });
  }
}

export const isLoopback = (address: string | undefined): boolean =>
  address !== undefined && /^(127\.|::1$|::ffff:127\.)/.test(address);
