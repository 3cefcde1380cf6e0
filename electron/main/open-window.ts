import { BrowserWindow, dialog, Menu, type MessageBoxOptions, session, shell } from 'electron';
import type { Clock, Language, Logger } from '#common';
import { allowedLinks } from './links.ts';
import { pageUrl } from './origin.ts';
import { Revival } from './revival.ts';
import { hardenSession } from './session.ts';
import { texts } from './texts.ts';
import { guardContents, windowOptions } from './window.ts';

/** Makes the one window, closed to everything but our page; it shows nothing until it is told to load. */
export const openWindow = (host: {
  readonly preload_path: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly language: Language;
  readonly onPageGone: () => void;
}): { window: BrowserWindow; load: (setup_token: string | undefined) => Promise<void> } => {
  const { clock, logger, language, onPageGone } = host;
  hardenSession(session.defaultSession);
  Menu.setApplicationMenu(process.platform === 'darwin' ? macMenu() : null);
  const window = new BrowserWindow(windowOptions(host.preload_path));
  const { webContents } = window;
  guardContents(webContents, {
    allowed: allowedLinks,
    open: (url) => {
      shell
        .openExternal(url)
        .catch((error: unknown) => logger.warn({ error: String(error) }, 'no browser opened'));
    },
  });
  webContents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
  webContents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
    if (isMainFrame && !isSameDocument) onPageGone();
  });
  const revival = new Revival(clock);
  webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    onPageGone();
    if (reason === 'clean-exit') return;
    logger.error({ reason, exitCode }, 'the page crashed');
    if (revival.allows()) webContents.reload();
    else dialog.showErrorBox(texts.pageCrashed[language], texts.pageCrashedNext[language]);
  });
  window.once('ready-to-show', () => window.show());
  const load = (setup_token: string | undefined): Promise<void> =>
    window.loadURL(
      setup_token === undefined ? pageUrl : `${pageUrl}#/setup?token=${encodeURIComponent(setup_token)}`,
    );
  return { window, load };
};

/** Asks in the window, without stopping the process: the aircraft's heartbeat goes on. */
export const confirmLeaving = async (window: BrowserWindow, language: Language): Promise<boolean> => {
  const options: MessageBoxOptions = {
    type: 'warning',
    message: texts.flightUnderWay[language],
    detail: texts.leaveInFlight[language],
    buttons: [texts.stay[language], texts.leave[language]],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  };
  const { response } = await dialog.showMessageBox(window, options);
  return response === 1;
};

/** macOS takes copy, paste and quit from the menu; elsewhere the window needs none. */
const macMenu = (): Menu =>
  Menu.buildFromTemplate([{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }]);
