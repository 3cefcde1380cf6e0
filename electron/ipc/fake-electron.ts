import type { StationEvent } from '#common';
import type { PageIpc } from '../preload/create-bridge.ts';
import type { LiveTelling, Reply } from './bridge.ts';
import { type TellChannel, tells } from './channels.ts';
import type { Ask, IpcPort } from './guard.ts';
import type { Page } from './page.ts';

export const ownFrame = { url: 'app://landun/', parent: null };
export const windowId = 7;

/** Electron's message passing without Electron, for tests: everything that crosses is cloned as there. */
export class FakeElectron {
  readonly #answers = new Map<string, (event: Ask, ...args: unknown[]) => Promise<Reply>>();
  readonly #onEvent = new Set<(event: StationEvent) => void>();
  readonly #onLive = new Set<(telling: LiveTelling) => void>();
  destroyed = false;

  readonly ipcMain: IpcPort = {
    handle: (channel, answer) => {
      if (this.#answers.has(channel)) throw new Error(`${channel} has a handler already`);
      this.#answers.set(channel, answer);
    },
  };

  readonly page: Page = {
    isDestroyed: () => this.destroyed,
    send: (channel: TellChannel, message: unknown) => {
      if (this.destroyed) throw new Error('Object has been destroyed');
      const told = structuredClone(message);
      if (channel === tells.event) for (const listener of this.#onEvent) listener(told as StationEvent);
      else for (const listener of this.#onLive) listener(told as LiveTelling);
    },
  };

  readonly pageIpc: PageIpc = {
    ask: (channel, input) => this.ask(channel, [input]),
    onEvent: (listener) => {
      this.#onEvent.add(listener);
    },
    onLive: (listener) => {
      this.#onLive.add(listener);
    },
  };

  get channels(): string[] {
    return [...this.#answers.keys()];
  }

  /** What `ipcRenderer.invoke` does, from any frame. */
  async ask(channel: string, args: readonly unknown[], from: Partial<Ask> = {}): Promise<Reply> {
    const answer = this.#answers.get(channel);
    if (answer === undefined) throw new Error(`No handler registered for '${channel}'`);
    const event: Ask = { sender: { id: windowId }, senderFrame: ownFrame, ...from };
    return structuredClone(await answer(event, ...structuredClone(args)));
  }
}
