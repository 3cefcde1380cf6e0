import type { Logger } from '#common';
import type { Leads } from '../leads/leads.ts';
import { SecondLook } from '../leads/second.ts';
import { type CasePorts, Cases } from './cases.ts';
import { CaseWatch } from './watch.ts';

/** Everything between a lead and a closed case, put together. */
export class CaseCenter {
  readonly cases: Cases;
  readonly second: SecondLook;
  readonly #watch: CaseWatch;

  constructor(ports: CasePorts & { logger: Logger; leads: Leads }) {
    this.cases = new Cases(ports);
    this.second = new SecondLook({ ...ports, changed: ports.leads.changed });
    this.#watch = new CaseWatch({ ...ports, cases: this.cases });
  }

  start(): void {
    this.#watch.start();
  }

  stop(): Promise<void> {
    return this.#watch.stop();
  }
}
