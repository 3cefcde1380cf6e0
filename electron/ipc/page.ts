import type { TellChannel } from './channels.ts';

/** What is used of Electron's WebContents to tell the page something. */
export type Page = {
  isDestroyed(): boolean;
  send(channel: TellChannel, message: unknown): void;
};
