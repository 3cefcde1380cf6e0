// The page of the phone without a network: its files are kept at installation, and when the network is back
// every open page is told to send what waits.
type WorkerScope = {
  readonly location: Location;
  readonly clients: {
    matchAll(): Promise<readonly { postMessage(message: unknown): void }[]>;
    claim(): Promise<void>;
    openWindow(url: string): Promise<unknown>;
  };
  readonly registration: { showNotification(title: string, options: object): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: string, listener: (event: WorkerEvent) => void): void;
};
type WorkerEvent = {
  readonly request: Request;
  readonly tag: string;
  readonly data: { json(): unknown } | null;
  readonly notification: { readonly data: unknown; close(): void };
  waitUntil(work: Promise<unknown>): void;
  respondWith(answer: Promise<Response>): void;
};
// TypeScript knows a page or a worker, not both in one project.
const worker = globalThis as never as WorkerScope;
const name = 'landun-phone-1';

const install = async (): Promise<void> => {
  const cache = await caches.open(name);
  const page = await fetch('./', { cache: 'no-store' });
  const html = await page.clone().text();
  const files = [...html.matchAll(/(?:src|href)="(\.\/[^"]+)"/g)].map((match) => match[1] ?? './');
  await cache.put('./', page);
  await cache.addAll(files);
  await worker.skipWaiting();
};

const answer = async (request: Request): Promise<Response> => {
  const cache = await caches.open(name);
  if (request.mode === 'navigate') {
    try {
      const fresh = await fetch(request);
      if (fresh.ok) await cache.put('./', fresh.clone());
      return fresh;
    } catch {
      return (await cache.match('./')) ?? Response.error();
    }
  }
  const kept = await cache.match(request);
  if (kept !== undefined) return kept;
  const fresh = await fetch(request);
  if (fresh.ok && new URL(request.url).pathname.includes('/assets/')) await cache.put(request, fresh.clone());
  return fresh;
};

const tellPages = async (): Promise<void> => {
  for (const client of await worker.clients.matchAll()) client.postMessage('sync');
};

worker.addEventListener('install', (event) => event.waitUntil(install()));
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener('sync', (event) => event.waitUntil(tellPages()));
worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const { pathname, origin } = new URL(request.url);
  if (request.method === 'GET' && origin === worker.location.origin && pathname.startsWith('/phone/'))
    event.respondWith(answer(request));
});
worker.addEventListener('push', (event) => {
  const said = event.data?.json() as
    | { title?: string; text?: string; key?: string; link?: string }
    | undefined;
  event.waitUntil(
    worker.registration.showNotification(said?.title ?? '蓝盾', {
      body: said?.text ?? '',
      tag: said?.key?.split('-')[0] ?? 'landun',
      icon: './icon-192.png',
      requireInteraction: true,
      data: said?.link ?? './',
    }),
  );
});
worker.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(worker.clients.openWindow(String(event.notification.data)));
});
