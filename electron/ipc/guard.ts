import type { z } from 'zod';
import { type Fault, type Ids, type Logger, type Result } from '#common';
import { isOwnPage } from '../main/origin.ts';
import type { Reply } from './bridge.ts';
import type { AskChannel } from './channels.ts';

/** What is used of Electron's IpcMainInvokeEvent. */
export type Ask = {
  readonly sender: { readonly id: number };
  readonly senderFrame: { readonly url: string; readonly parent: unknown } | null;
};

/** What is used of Electron's ipcMain. */
export type IpcPort = {
  handle(channel: string, answer: (event: Ask, ...args: unknown[]) => Promise<Reply>): void;
};

/** Takes one channel: parses what comes with `schema`, then answers. */
export type Answerer = <S extends z.ZodType>(
  channel: AskChannel,
  schema: S,
  answer: (input: z.output<S>) => Promise<Result<unknown>>,
) => void;

/**
 * The only way from the page into the main process; nothing else touches ipcMain. An ask is answered only
 * when it has one argument that fits its schema and comes from the main frame of our window, showing a page
 * of ours. Whatever goes wrong crosses as `{code, details}`.
 * @param window_id the id of our window's contents, undefined while there is no window
 */
export const guardIpc = (ports: {
  ipc: IpcPort;
  window_id: () => number | undefined;
  ids: Ids;
  logger: Logger;
}): Answerer => {
  const { ipc, window_id, ids, logger } = ports;
  const unexpected = (channel: string, error: unknown): Reply => {
    const incident = ids.next('incident');
    logger.error({ incident, channel, error }, 'an ask of the page failed unexpectedly');
    return refuse({ code: 'INTERNAL', details: { incident } });
  };
  return (channel, schema, answer) => {
    ipc.handle(channel, async (event, ...args) => {
      if (!isTrusted(event, window_id())) {
        const origin = (event.senderFrame?.url ?? 'a closed frame').slice(0, 200);
        logger.warn({ channel, origin }, 'an ask from elsewhere was refused');
        return refuse({ code: 'ORIGIN_REFUSED', details: { origin } });
      }
      const parsed = args.length === 1 ? schema.safeParse(args[0]) : undefined;
      if (parsed?.success !== true) return refuse(invalid(parsed?.error));
      try {
        const result = await answer(parsed.data);
        return result.ok ? result : refuse(result.error);
      } catch (error) {
        return unexpected(channel, error);
      }
    });
  };
};

const isTrusted = ({ sender, senderFrame }: Ask, window_id: number | undefined): boolean =>
  sender.id === window_id &&
  senderFrame !== null &&
  senderFrame.parent === null &&
  isOwnPage(senderFrame.url);

const invalid = (error: z.ZodError | undefined): Fault => {
  const issue = error?.issues[0];
  const details = {
    field: issue?.path.join('.') || 'input',
    problem: issue?.message ?? 'one argument is needed',
  };
  return { code: 'INPUT_INVALID', details };
};

const refuse = ({ code, details }: Fault): Reply => ({ ok: false, code, details });
