import type { BrowserWindowConstructorOptions } from 'electron';
import { externalLink } from './links.ts';
import { isOwnPage } from './origin.ts';

/** The one window: no Node in the page, its own process sandbox, and never slowed down in the background. */
export const windowOptions = (preload_path: string): BrowserWindowConstructorOptions => ({
  title: '蓝盾 Landun',
  width: 1440,
  height: 900,
  minWidth: 1024,
  minHeight: 680,
  show: false,
  backgroundColor: '#10151c',
  webPreferences: {
    preload: preload_path,
    contextIsolation: true,
    sandbox: true,
    webSecurity: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    // Chromium would fetch its dictionaries from a foreign server.
    spellcheck: false,
    // A flight goes on while another program is in front.
    backgroundThrottling: false,
  },
});

type Stoppable = { preventDefault(): void };
type Navigation = Stoppable & { readonly url: string; readonly isMainFrame: boolean };

/** What is used of Electron's WebContents. */
export type GuardedContents = {
  on(event: 'will-frame-navigate', listener: (event: Navigation) => void): unknown;
  on(event: 'will-navigate', listener: (event: Navigation) => void): unknown;
  on(event: 'will-redirect', listener: (event: Stoppable) => void): unknown;
  on(event: 'will-attach-webview', listener: (event: Stoppable) => void): unknown;
  setWindowOpenHandler(handler: (details: { url: string }) => { action: 'deny' }): void;
};

/**
 * Keeps contents on our own pages: no other address, no redirect, no frame, no webview, no second window.
 * A link to an allowed page goes to the outside browser instead.
 */
export const guardContents = (
  contents: GuardedContents,
  links: { readonly allowed: readonly string[]; readonly open: (url: string) => void },
): void => {
  const keepHome = (event: Navigation): void => {
    if (!event.isMainFrame || !isOwnPage(event.url)) event.preventDefault();
  };
  contents.on('will-navigate', keepHome);
  contents.on('will-frame-navigate', keepHome);
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    const link = externalLink(url, links.allowed);
    if (link !== undefined) links.open(link);
    return { action: 'deny' };
  });
};
