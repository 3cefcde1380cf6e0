import { isIPv4 } from 'node:net';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { type Clock, fail, type Logger, ok, type Result } from '#common';
import { Front, isLoopback } from './front.ts';
import { givenIdentity, type Identity, ownIdentity, ownNames, wildcards } from './own-certificate.ts';
import { type TrustFile, trustFiles, trustServer } from './trust-page.ts';

const look_ms = 3600 * 1000;

export type TlsOptions = {
  readonly host: string;
  readonly port: number;
  readonly certificate_path: string | undefined;
  readonly key_path: string | undefined;
  /** Further names and addresses under which phones reach the station. */
  readonly names: readonly string[];
};

/** How phones reach the station, and what they are asked to trust (null: a certificate they trust already). */
export type NetworkAddress = { readonly origins: readonly string[]; readonly root_sha256: string | null };

type Ports = { readonly data_dir: string; readonly clock: Clock; readonly logger: Logger };

/** Whether this host is more than the machine itself, so that what passes must be encrypted. */
export const needsTls = ({
  host,
  certificate_path,
}: Pick<TlsOptions, 'host' | 'certificate_path'>): boolean =>
  certificate_path !== undefined || !(host === 'localhost' || isLoopback(host));

/** The station's door to the network: TLS, its certificate kept young, and the way to trust it. */
export class Network {
  readonly #options: TlsOptions;
  readonly #ports: Ports;
  #identity: Identity;
  #files = new Map<string, TrustFile>();
  #front: Front | undefined;
  #port = 0;
  #watch = (): void => undefined;

  private constructor(options: TlsOptions, ports: Ports, identity: Identity) {
    this.#options = options;
    this.#ports = ports;
    this.#identity = identity;
  }

  /** Reads or makes the certificate; TLS_UNUSABLE where a given one is no good. Nothing listens yet. */
  static async prepare(options: TlsOptions, ports: Ports): Promise<Result<Network>> {
    const identity = await identityOf(options, ports);
    return identity.ok ? ok(new Network(options, ports, identity.value)) : identity;
  }

  /** PORT_IN_USE, or the origin for this machine alone: plain text, which never leaves it. */
  async listen(app: FastifyInstance): Promise<Result<string>> {
    const { host, port } = this.#options;
    await app.ready();
    const front = new Front({
      app: app.server,
      stranger: trustServer(
        (path) => this.trustFile(path),
        () => this.#port,
      ),
      identity: contextOf(this.#identity),
    });
    try {
      this.#port = await front.listen(host, port);
      // One address of several: this machine's own page stays where it always is.
      if (!wildcards.has(host) && !isLoopback(host))
        await app.listen({ host: '127.0.0.1', port: this.#port });
    } catch (error) {
      await front.close();
      if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
        return fail('PORT_IN_USE', { host, port });
      throw error;
    }
    this.#front = front;
    this.#makeFiles();
    this.#watch = this.#ports.clock.every(look_ms, () => void this.renew());
    return ok(`http://127.0.0.1:${this.#port}`);
  }

  address(): NetworkAddress {
    const { names, root } = this.#identity;
    const { host } = this.#options;
    // What was named first: an administrator knows why. Then addresses, which need no name service.
    const wanted = [
      ...this.#options.names,
      ...(wildcards.has(host) ? [] : [host]),
      ...names.ip
        .filter((one) => !isLoopback(one) && (host !== '0.0.0.0' || isIPv4(one)))
        .toSorted((a, b) => Number(isIPv4(b)) - Number(isIPv4(a))),
      ...names.dns.filter((name) => name !== 'localhost'),
    ];
    const origins = [...new Set(wanted)].map(
      (name) => `https://${name.includes(':') ? `[${name}]` : name}:${this.#port}`,
    );
    return { origins, root_sha256: root?.sha256 ?? null };
  }

  /** A file of the trust page; none where the certificate was given. */
  trustFile(path: string): TrustFile | undefined {
    return this.#files.get(path);
  }

  /** Takes a certificate that was made or brought anew; a broken one is told, and the old one stays. */
  async renew(): Promise<void> {
    const identity = await identityOf(this.#options, this.#ports);
    if (!identity.ok) {
      this.#ports.logger.error({ ...identity.error }, 'the certificate cannot be renewed');
      return;
    }
    if (identity.value.certificate_pem === this.#identity.certificate_pem) return;
    this.#identity = identity.value;
    this.#front?.renew(contextOf(identity.value));
    this.#makeFiles();
    this.#ports.logger.info({ expires: identity.value.expires.toISOString() }, 'a new certificate is in use');
  }

  #makeFiles(): void {
    const { root } = this.#identity;
    this.#files = root === undefined ? new Map() : trustFiles(root, this.address().origins[0] ?? '');
  }

  async close(): Promise<void> {
    this.#watch();
    await this.#front?.close();
  }
}

const identityOf = async (
  { host, certificate_path, key_path, names }: TlsOptions,
  { data_dir, clock }: { readonly data_dir: string; readonly clock: Clock },
): Promise<Result<Identity>> => {
  if (certificate_path !== undefined) return givenIdentity(certificate_path, key_path ?? certificate_path);
  return ok(await ownIdentity(join(data_dir, 'tls'), ownNames([...names, host]), clock));
};

const contextOf = ({ certificate_pem, key_pem }: Identity) => ({ cert: certificate_pem, key: key_pem });
