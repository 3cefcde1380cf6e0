import { resolve } from 'node:path';

/** What is used of Electron's `app.commandLine`. */
export type CommandLine = {
  hasSwitch(name: string): boolean;
  getSwitchValue(name: string): string;
};

export type HostSettings = {
  readonly data_dir: string;
  readonly station: {
    readonly mavlink_links: readonly string[];
    readonly sample: boolean;
    readonly detector: { readonly threads: number; readonly max_fps: number };
  };
};

/**
 * The same choices, with the same names and defaults, as `landun start`:
 * `--data=DIR --mavlink=URI,URI --no-sample`.
 */
export const readSettings = (command_line: CommandLine, default_data_dir: string): HostSettings => {
  const data = command_line.getSwitchValue('data');
  const links = command_line.getSwitchValue('mavlink').split(',');
  return {
    data_dir: data === '' ? default_data_dir : resolve(data),
    station: {
      mavlink_links: links[0] === '' ? ['udpin:127.0.0.1:14550'] : links.filter((link) => link !== ''),
      sample: !command_line.hasSwitch('no-sample'),
      detector: { threads: 1, max_fps: 6 },
    },
  };
};
