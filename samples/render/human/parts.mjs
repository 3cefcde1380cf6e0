/** Part numbers of the ID pass. One byte; the person's number is the other byte. */
export const PART = {
  body: 1,
  skull: 2,
  mouth: 3,
  earLeft: 4,
  earRight: 5,
  helmet: 6,
  mask: 7,
  cupLeft: 8,
  cupRight: 9,
  headgear: 10,
  off: 11,
};

/** What belongs to the head box: everything on the head, not what hangs below it. */
export const HEAD_PARTS = [2, 3, 4, 5, 6, 7, 8, 9, 10];
