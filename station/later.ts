type Later = <Given extends readonly unknown[], Answer>(
  load: () => Promise<(...given: Given) => Promise<Answer>>,
) => (...given: Given) => Promise<Answer>;

/** A part of the core that is loaded when it is first called: who wants one does not pay for all the others. */
export const later: Later =
  (load) =>
  async (...given) =>
    (await load())(...given);
