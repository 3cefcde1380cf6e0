import type { StationEvent } from '#common';

let last: StationEvent | undefined;
let text = '';

/** An event as JSON, written once however many screens it goes to. */
export const eventText = (event: StationEvent): string => {
  if (event !== last) {
    last = event;
    text = JSON.stringify(event);
  }
  return text;
};
