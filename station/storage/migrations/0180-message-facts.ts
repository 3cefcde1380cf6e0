// What a message says where a person chose the words (喊话).
export const messageFacts = {
  version: 180,
  name: 'words of messages',
  sql: `
    alter table messages add column words text;
  `,
};
