import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { app, dialog, ipcMain, powerSaveBlocker, protocol, safeStorage, utilityProcess } from 'electron';
import { describeError, type Fault } from '#common';
import { defaultDataDir, openLogger, productFolders, systemClock, systemIds } from '#station';
import { launchInUtility } from '../detector/launch.ts';
import { guardIpc } from '../ipc/guard.ts';
import { Seat } from '../ipc/seat.ts';
import { servePage } from '../ipc/serve-page.ts';
import { Ending } from './ending.ts';
import { packagedFolders } from './folders.ts';
import { systemKeychain } from './keychain.ts';
import { openStation } from './open-station.ts';
import { confirmLeaving, openWindow } from './open-window.ts';
import { pageScheme } from './origin.ts';
import { createPageServer } from './page-server.ts';
import { readSettings } from './settings.ts';
import { languageOf, texts } from './texts.ts';
import { Wakefulness } from './wakefulness.ts';

const settings = readSettings(app.commandLine, defaultDataDir());

/** Shows why the station cannot run, in words, and ends. */
const giveUp = ({ code, details }: Fault): void => {
  const language = languageOf(app.getLocale());
  const { message, next } = describeError(code, details, language);
  dialog.showErrorBox(texts.cannotStart[language], `${message}\n${next}\n\n${code}`);
  app.exit(1);
};

const run = async (): Promise<void> => {
  const language = languageOf(app.getLocale());
  const clock = systemClock;
  const ids = systemIds(clock);
  const logged = openLogger(settings.data_dir);
  if (!logged.ok) return giveUp(logged.error);
  const logger = logged.value;
  const product = productFolders();
  const folders = app.isPackaged ? packagedFolders(product, process.resourcesPath) : product;
  const opened = await openStation({
    clock,
    ids,
    logger,
    version: app.getVersion(),
    settings,
    folders,
    resources_dir: app.isPackaged ? process.resourcesPath : undefined,
    detector_launch: launchInUtility(
      (module_path, args, options) => utilityProcess.fork(module_path, args, options),
      join(folders.root, 'dist', 'electron-detector.js'),
    ),
    secrets: systemKeychain(safeStorage),
  });
  if (!opened.ok) return giveUp(opened.error);
  const station = opened.value;

  const wakefulness = new Wakefulness(powerSaveBlocker);
  station.onEvent((event) => wakefulness.see(event));
  const seat = new Seat(station);
  protocol.handle(
    pageScheme,
    createPageServer({
      page_dir: folders.renderer_dir,
      mapTile: (at) => seat.mapTile(at),
      findLeadFile: async (lead_id, file) => {
        const found = await seat.leadFile(lead_id, file);
        return found.ok ? { ok: true, value: { path: join(found.value.folder, found.value.path) } } : found;
      },
    }),
  );

  let pageGone = (): void => undefined;
  const { window, load } = openWindow({
    preload_path: join(folders.root, 'dist', 'preload.cjs'),
    clock,
    logger,
    language,
    onPageGone: () => pageGone(),
  });
  const window_id = (): number | undefined => (window.isDestroyed() ? undefined : window.webContents.id);
  const answer = guardIpc({ ipc: ipcMain, window_id, ids, logger });
  ({ pageGone } = servePage(answer, { seat, page: window.webContents, logger }));

  const ending = new Ending({
    clock,
    logger,
    isFlying: () => wakefulness.flying,
    confirm: () => confirmLeaving(window, language),
    stop: async () => {
      pageGone();
      wakefulness.rest();
      await seat.leave();
      await station.stop();
    },
    exit: (code) => app.exit(code),
  });
  window.on('close', (event) => ending.request(event));
  app.on('before-quit', (event) => ending.request(event));
  app.on('second-instance', () => {
    if (window.isMinimized()) window.restore();
    window.focus();
  });
  await load(station.setup_token);
};

/** Once per data folder: the browser's own files lie with the station's data, and the lock with them. */
const start = (): void => {
  const folder = join(settings.data_dir, 'window');
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    app.whenReady().then(
      () => giveUp({ code: 'DATA_READ_ONLY', details: { path: settings.data_dir, problem: String(cause) } }),
      () => app.exit(1),
    );
    return;
  }
  app.setPath('userData', folder);
  if (!app.requestSingleInstanceLock()) {
    app.exit(0);
    return;
  }
  app
    .whenReady()
    .then(run)
    .catch((error: unknown) => {
      const incident = systemIds(systemClock).next('incident');
      process.stderr.write(
        `${incident} ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
      );
      giveUp({ code: 'INTERNAL', details: { incident } });
    });
};

// All of this must be said before Electron is ready.
if ((process.env['ELECTRON_RUN_AS_NODE'] ?? '') !== '') {
  // Somebody took this program for Node, which its fuses forbid: a second station must not start instead.
  process.stderr.write('Landun does not run as Node (fuse runAsNode); use utilityProcess\n');
  app.exit(64);
} else {
  app.enableSandbox();
  protocol.registerSchemesAsPrivileged([
    { scheme: pageScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
  ]);
  start();
}
