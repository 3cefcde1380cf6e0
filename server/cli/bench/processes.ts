import { readdir, readFile } from 'node:fs/promises';

export type ProcessFigure = { readonly pid: number; readonly name: string; readonly resident_kib: number };

/** Process ids of a process and all below it, from Linux's /proc. */
export const familyOf = async (pid: number): Promise<number[]> => {
  const parents = new Map<number, number>();
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = await readFile(`/proc/${entry}/stat`, 'utf8').catch(() => '');
    const parent = /\) \S (\d+)/.exec(stat)?.[1];
    if (parent !== undefined) parents.set(Number(entry), Number(parent));
  }
  const family = new Set([pid]);
  for (let grown = true; grown;) {
    grown = false;
    for (const [child, parent] of parents) {
      if (family.has(parent) && !family.has(child)) {
        family.add(child);
        grown = true;
      }
    }
  }
  return [...family];
};

/** A process and all below it; proportional memory, so that shared pages count once. */
export const descendants = async (pid: number): Promise<ProcessFigure[]> =>
  Promise.all((await familyOf(pid)).map(figureOf));

const figureOf = async (pid: number): Promise<ProcessFigure> => {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => 'gone');
  return { pid, name: name.trim(), resident_kib: Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) };
};

/** Seconds of CPU a living process used so far, user and system; 0 once it is gone. USER_HZ is 100 on Linux. */
export const cpuSeconds = async (pid: number): Promise<number> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / 100;
};

/** Child processes that ended and that nobody took leave of. */
export const zombiesOf = async (pid: number): Promise<number[]> => {
  const states = await Promise.all(
    (await familyOf(pid)).map(async (each) => {
      const stat = await readFile(`/proc/${each}/stat`, 'utf8').catch(() => '');
      return /\) Z /.test(stat) ? [each] : [];
    }),
  );
  return states.flat();
};
