import { type CallName, calls, fail, type Logger, ok, type Person, type Result } from '#common';
import type { Caller, Handler, Router } from './call-table.ts';
import { fromOrigin } from './evidence/origin.ts';

type Ports = {
  router: Router;
  logger: Logger;
  findPerson: (session: string) => Promise<Person | undefined>;
  incident: () => string;
};

export const isCallName = (name: string): name is CallName => Object.hasOwn(calls, name);

/**
 * The one way into the core: who may, then what, then the work. Every transport goes through it,
 * so that roles and schemas hold the same everywhere.
 */
export const createDispatch =
  ({ router, logger, findPerson, incident }: Ports) =>
  async (name: string, input: unknown, caller: Caller): Promise<Result<unknown>> => {
    if (!isCallName(name)) return fail('NOT_FOUND', { kind: 'call', id: name.slice(0, 100) });
    const spec = calls[name];
    const person = caller.session === null ? undefined : await findPerson(caller.session);
    if (spec.audience !== 'public') {
      if (person === undefined) return fail('SIGN_IN_REQUIRED');
      const allowed = spec.audience.some((role) => person.roles.includes(role));
      if (!allowed) return fail('ROLE_REQUIRED', { roles: spec.audience.join(', ') });
    }
    const parsed = spec.input.safeParse(input ?? {});
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      return fail('INPUT_INVALID', {
        field: issue?.path.join('.') || 'input',
        problem: issue?.message ?? '',
      });
    }
    try {
      // The table guarantees that handler and schema belong to the same call.
      const handler = router[name] as Handler<CallName>;
      const result = await fromOrigin(caller.address, () =>
        handler(parsed.data as never, { caller, person }),
      );
      return result.ok ? ok(spec.output.parse(result.value)) : result;
    } catch (error) {
      if (isDiskFull(error)) return fail('DISK_FULL', { path: 'landun.db', free_mib: 0 });
      const id = incident();
      logger.error({ incident: id, call: name, error }, 'call failed unexpectedly');
      return fail('INTERNAL', { incident: id });
    }
  };

/** How SQLite and the operating system say that nothing more fits. */
const isDiskFull = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'SQLITE_FULL' || error.code === 'ENOSPC');
