import { describe, expect, it } from 'vitest';
import { firstPage, pagesFor } from './pages.ts';

describe('pages', () => {
  it('shows each role its own menu', () => {
    expect(pagesFor(['pilot'])).toEqual([
      'fly',
      'plan',
      'parameters',
      'flights',
      'leads',
      'sites',
      'alerts',
      'streams',
    ]);
    expect(pagesFor(['supervisor'])).toContain('ledger');
    expect(pagesFor(['supervisor'])).not.toContain('people');
    expect(pagesFor(['administrator'])).toEqual([
      'fly',
      'flights',
      'leads',
      'cases',
      'search',
      'sites',
      'alerts',
      'streams',
      'ledger',
      'custody',
      'registry',
      'people',
      'channels',
      'doctor',
    ]);
  });

  it('begins where the work is', () => {
    expect(firstPage(['inspector'])).toBe('leads');
    expect(firstPage(['inspector', 'pilot'])).toBe('fly');
  });
});
