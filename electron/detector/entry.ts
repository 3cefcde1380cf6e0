import { pathToFileURL } from 'node:url';
import { portReadable } from './port-stream.ts';

// Runs first in the detector's utility process. Electron gives such a process no standard input, so this
// makes one from its message port and then runs the same entry, with the same arguments, as any other host.
const { parentPort } = process;
const input = portReadable({
  post: (message) => parentPort.postMessage(message),
  onMessage: (listener) => {
    parentPort.on('message', ({ data }) => listener(data));
  },
});
Object.defineProperty(process, 'stdin', { value: input });
const [program = '', , entry = '', ...args] = process.argv;
process.argv = [program, entry, ...args];
await import(pathToFileURL(entry).href);
// The port would keep this process alive for ever: it ends when the entry's module has, and what it said is out.
process.stdout.write('', () => process.exit());
