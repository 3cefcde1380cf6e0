export const modelsEn = {
  title: 'Detection models',
  hint: 'Models of your own go into {{folder}}, each set in a folder with its manifest.json. They are opened and proven before they judge, and recording goes on; landun compare puts them beside the others on a recorded flight first.',
  set: 'Models',
  shipped: 'As shipped',
  id: 'Id',
  facilities: 'Safety facilities',
  licence: 'Licence',
  state: 'State',
  in_use: 'In use',
  use: 'Use',
  ask: 'Judge by “{{name}}” from now on?',
  ask_detail:
    'New leads are judged by these models; those there are stay as they are. The custody ledger keeps it.',
  used: '{{name}} judges now',
};
