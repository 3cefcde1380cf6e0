import { isOwnPage, isOwnUrl, parseUrl } from './origin.ts';

type Request = { readonly isMainFrame: boolean; readonly requestingUrl?: string };
type RequestHandler = (
  contents: unknown,
  permission: string,
  callback: (granted: boolean) => void,
  details: Request,
) => void;
type CheckHandler = (contents: unknown, permission: string, origin: string, details: Request) => boolean;
type Outgoing = (details: { url: string }, callback: (response: { cancel: boolean }) => void) => void;

/** What is used of Electron's Session. */
export type GuardedSession = {
  setPermissionRequestHandler(handler: RequestHandler): void;
  setPermissionCheckHandler(handler: CheckHandler): void;
  setDevicePermissionHandler(handler: () => boolean): void;
  on(event: 'will-download', listener: (event: { preventDefault(): void }) => void): unknown;
  readonly webRequest: { onBeforeRequest(listener: Outgoing): void };
};

/** An inspector looks at a still or a clip on the whole screen; nothing else is ever granted. */
const granted: readonly string[] = ['fullscreen'];

/**
 * Closes what a page could otherwise reach: permissions, devices, downloads, and every address but ours,
 * so that nothing is sent anywhere even by a page gone wrong.
 */
export const hardenSession = (session: GuardedSession): void => {
  const allows = (permission: string, { isMainFrame, requestingUrl }: Request): boolean =>
    granted.includes(permission) && isMainFrame && isOwnPage(requestingUrl);
  session.setPermissionRequestHandler((_contents, permission, callback, details) =>
    callback(allows(permission, details)),
  );
  session.setPermissionCheckHandler((_contents, permission, _origin, details) => allows(permission, details));
  session.setDevicePermissionHandler(() => false);
  // A copy leaves the station only through an export, which blurs and keeps the ledger.
  session.on('will-download', (event) => event.preventDefault());
  session.webRequest.onBeforeRequest(({ url }, callback) => callback({ cancel: !isLocal(url) }));
};

/** Our own pages, what they made themselves (`blob:`, `data:`), and the developer tools that come with Electron. */
const isLocal = (address: string): boolean => {
  if (address.startsWith('blob:')) return isOwnUrl(address.slice('blob:'.length));
  const protocol = /^data:/i.test(address) ? 'data:' : parseUrl(address)?.protocol;
  return protocol === 'data:' || protocol === 'devtools:' || isOwnUrl(address);
};
