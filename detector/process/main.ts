import { setPriority } from 'node:os';
import { openModels } from '../model/models.ts';
import { MessageReader } from './framing.ts';
import { Live } from './live.ts';
import { parseStill } from './still-messages.ts';
import {
  beginSchema,
  fromProcess,
  hardwareSchema,
  jsonMessage,
  parseFragment,
  parseJson,
  processOptionsSchema,
  type Report,
  requiredSchema,
  sceneSchema,
  suspicionMessage,
  toProcess,
  viewSchema,
} from './messages.ts';

const clock = { monotonic_us: () => Math.round(performance.now() * 1000) };
const judging_priority = 5;
let has_judged = false;
/** Share of the time between two judged frames that one pass of the first stage may take. */
const share_of_time = 0.6;

/** Findings may be lost when nobody reads them, suspicions never: beyond this only those are written. */
const most_unread_bytes = 16 * 1024 * 1024;

const write = (parts: readonly Uint8Array[]): void => {
  process.stdout.cork();
  for (const part of parts) process.stdout.write(part);
  process.stdout.uncork();
};

const report = (message: Report): void => {
  if (message.type === 'findings' && !has_judged) {
    // Recording, ingest and the page come first when the machine is short of time; coming back after a crash does not wait.
    has_judged = true;
    setPriority(judging_priority);
  }
  const lossy = message.type === 'findings' || message.type === 'counts';
  if (lossy && process.stdout.writableLength > most_unread_bytes) return;
  write(jsonMessage(fromProcess.report, message));
};

/** Longer than any run of a graph that still answers. */
const most_ending_ms = 10_000;
let closeModels = (): Promise<void> => Promise.resolve();

/** Ends the process once the inference thread has: an exit while it works would be an abort (SIGABRT). */
const leave = async (code: number): Promise<void> => {
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), most_ending_ms);
  try {
    await closeModels();
  } finally {
    process.exit(code);
  }
};

const leaveWith = (error: unknown): Promise<void> => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return leave(70);
};

/**
 * The detector process: fragments and settings come on stdin, findings and stills go to stdout, log lines
 * to stderr. It lives as long as its stdin.
 */
const main = async (): Promise<void> => {
  const options = processOptionsSchema.parse(JSON.parse(process.argv[2] ?? ''));
  // Loaded while the first frames are decoded: after a crash every tenth of a second counts.
  const opening = openModels(options.models_dir, {
    shipped_dir: options.shipped_dir,
    threads: options.threads ?? { wanted_ms: (share_of_time * 1000) / options.max_fps, clock },
  });
  closeModels = async () => {
    const opened = await opening;
    if (opened.ok) await opened.value.close();
  };
  const models = opening.then((opened) => {
    if (opened.ok) {
      const { id: model_id, provider, threads, calm, manifest } = opened.value;
      const least_head_px = manifest.classify.minimumHeadPixels;
      report({ type: 'ready', model_id, provider, threads, calm, least_head_px });
      return opened.value;
    }
    report({ type: 'fault', ...opened.error, fatal: true });
    process.stdout.write('', () => process.exit(1));
    throw new Error(opened.error.code);
  });
  const live = new Live({
    models,
    options,
    clock,
    report,
    confirm: ({ suspicion, still_jpeg }) => write(suspicionMessage(suspicion, still_jpeg)),
    failed: (error) => void leaveWith(error),
  });
  let stills: Promise<void> = Promise.resolve();
  const judgeOne = ({ ask, picture }: ReturnType<typeof parseStill>): void => {
    const judge = async () => {
      // Whoever opened the models tells why they cannot be used.
      const opened = await models.catch(() => undefined);
      if (opened === undefined) return;
      const { judgeStill } = await import('./judge-still.ts');
      write(jsonMessage(fromProcess.still, await judgeStill(opened, ask, picture)));
    };
    stills = stills.then(judge).catch((error: unknown) => leaveWith(error));
  };
  const reader = new MessageReader();
  for await (const chunk of process.stdin) {
    if (!(chunk instanceof Uint8Array)) continue;
    for (const { kind, body } of reader.push(chunk)) {
      if (kind === toProcess.begin) live.begin(beginSchema.parse(parseJson(body)));
      else if (kind === toProcess.view) live.view(viewSchema.parse(parseJson(body)));
      else if (kind === toProcess.scene) live.setScene(sceneSchema.parse(parseJson(body)));
      else if (kind === toProcess.required) live.setRequired(requiredSchema.parse(parseJson(body)));
      else if (kind === toProcess.hardware) live.setHardware(hardwareSchema.parse(parseJson(body)));
      else if (kind === toProcess.init) live.init(parseFragment(body));
      else if (kind === toProcess.fragment) live.fragment(parseFragment(body));
      else if (kind === toProcess.still) judgeOne(parseStill(body));
    }
  }
  await stills;
  await live.end();
};

// Whoever read it is gone; stdin ends too.
process.stdout.on('error', () => undefined);
try {
  await main();
  if (process.exitCode === undefined) await leave(0);
} catch (error) {
  await leaveWith(error);
}
