import { expect, it } from 'vitest';
import { dataOf, fieldsOf, isMain } from './act-fields.ts';

it('puts what an act must bring before what it may', () => {
  expect(fieldsOf('recheck', ['result', 'note'])).toEqual(['result', 'note', 'flight_id', 'on_site_reason']);
});

it('offers a first dispatch as the next step, and a later one among the others', () => {
  expect([isMain('dispatch', 'opened'), isMain('dispatch', 'signed'), isMain('note', 'opened')]).toEqual([
    true,
    false,
    false,
  ]);
});

it('sends clauses one by one and nothing that was left empty', () => {
  expect(dataOf({ clauses: ' 第三十四条 \n\n第七十条', note: '', days: 7, passed: false })).toEqual({
    clauses: ['第三十四条', '第七十条'],
    days: 7,
    passed: false,
  });
});
