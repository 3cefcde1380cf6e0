import { describeError, type Fault, type Language, LandunError, type Result } from '#common';

/** The terminal's language: Chinese where the locale is, English elsewhere. */
export const language = (): Language =>
  /^zh/i.test(process.env['LC_ALL'] ?? process.env['LANG'] ?? '') ? 'zh' : 'en';

/** Turns a command's outcome into what the shell sees: exit 0 only on success, a fault in words on stderr. */
export const finish = async (command: () => Promise<Result<{ ok: boolean }>>): Promise<void> => {
  try {
    const result = await command();
    if (!result.ok) return printFault(result.error);
    if (!result.value.ok) process.exitCode = 1;
  } catch (error) {
    if (error instanceof LandunError) return printFault(error);
    throw error;
  }
  return undefined;
};

const printFault = ({ code, details }: Pick<Fault, 'code' | 'details'>): void => {
  const { message, next } = describeError(code, details, language());
  console.error(`${code}: ${message}\n${next}`);
  process.exitCode = 1;
};

/** A whole number from the command line, or INPUT_INVALID naming the option. */
export const wholeNumber = (text: string, field: string, least: number, most: number): number => {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new LandunError('INPUT_INVALID', {
    field,
    problem: `a whole number from ${least} to ${most} is needed`,
  });
};

/** Inference threads from the command line; undefined for `auto`. */
export const threadCount = (text: string): number | undefined =>
  text === 'auto' ? undefined : wholeNumber(text, '--threads', 1, 64);

/** One JSON object on a line of its own. */
export const printJson = (value: unknown): void => {
  process.stdout.write(`${JSON.stringify(value)}\n`);
};
