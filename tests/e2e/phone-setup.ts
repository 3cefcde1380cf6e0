import type { Browser, BrowserContext, Page } from 'playwright-core';
import { onTestFailed } from 'vitest';
import type { CallInput, CallName, CallOutput } from '#common';
import { StationProcess } from '../station/station-process.ts';
import { CuttableNetwork } from './cuttable-network.ts';

export const password = 'a long enough password';

/** Calls of one person, past the browser and past the network that is cut. */
export class Asker {
  readonly #origin: string;
  #cookie = '';

  constructor(origin: string) {
    this.#origin = origin;
  }

  async ask<N extends CallName>(
    name: N,
    input: CallInput<N>,
    kind: 'GET' | 'POST' = 'POST',
  ): Promise<CallOutput<N>> {
    const query = kind === 'GET' ? `?${new URLSearchParams(input as Record<string, string>).toString()}` : '';
    const response = await fetch(`${this.#origin}/api/${name}${query}`, {
      method: kind,
      headers: { 'x-landun-request': '1', 'content-type': 'application/json', cookie: this.#cookie },
      ...(kind === 'POST' ? { body: JSON.stringify(input) } : {}),
    });
    if (!response.ok) throw new Error(`${name}: ${response.status} ${await response.text()}`);
    this.#cookie = response.headers.get('set-cookie')?.split(';')[0] ?? this.#cookie;
    return (await response.json()) as CallOutput<N>;
  }
}

export type PhoneWorld = {
  readonly station: StationProcess;
  readonly network: CuttableNetwork;
  /** Where phones find the station: through the network that can be cut. */
  readonly origin: string;
  readonly administrator: Asker;
  readonly inspector: Asker;
  close(): Promise<void>;
};

/** A station with an administrator and two inspectors, and a network between it and the phones. */
export const openPhoneWorld = async (): Promise<PhoneWorld> => {
  const station = await StationProcess.start();
  const network = new CuttableNetwork(Number(new URL(station.origin).port));
  const origin = await network.open();
  const administrator = new Asker(station.origin);
  const token = /token=([^&\s]+)/.exec(station.setup_link)?.[1] ?? '';
  await administrator.ask('setup.claim', { token, name: 'admin', password });
  for (const [index, name] of ['jiandu-li', 'jiandu-wang'].entries())
    await administrator.ask('people.create', {
      name,
      password,
      roles: ['inspector'],
      officer_no: `3302000${index}`,
    });
  const inspector = new Asker(station.origin);
  await inspector.ask('session.login', { name: 'jiandu-li', password });
  const close = async (): Promise<void> => {
    await network.close();
    await station.stop();
  };
  return { station, network, origin, administrator, inspector, close };
};

/** A phone of 390×844 that is in the hands of the inspector; its page is kept by the service worker. */
export const pairPhone = async (
  browser: Browser,
  { origin, inspector }: PhoneWorld,
): Promise<{ context: BrowserContext; page: Page }> => {
  const context = await browser.newContext({
    locale: 'zh-CN',
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    hasTouch: true,
    isMobile: true,
    permissions: ['geolocation'],
    geolocation: { latitude: 29.9512, longitude: 121.421, accuracy: 8 },
  });
  const page = await context.newPage();
  const { token } = await inspector.ask('phones.pair', {});
  await page.goto(`${origin}/phone/#/pair/${token}`);
  await page.waitForURL(/#\/alerts/);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  return { context, page };
};

/** Called in a test: says what the phone showed where it fails. */
export const tellIfFailed = (page: Page): void =>
  onTestFailed(async () => {
    process.stderr.write(`${page.url()}\n${await page.locator('body').innerText()}\n`);
  });
