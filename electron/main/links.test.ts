import { describe, expect, it } from 'vitest';
import { allowedLinks, externalLink } from './links.ts';

const allowed = ['https://flk.npc.gov.cn/', 'http://plain.example/'];

describe('links to the outside browser', () => {
  it('opens an allowed page', () => {
    expect(externalLink('https://flk.npc.gov.cn/', allowed)).toBe('https://flk.npc.gov.cn/');
    expect(externalLink('https://flk.npc.gov.cn', allowed)).toBe('https://flk.npc.gov.cn/');
  });

  it.each([
    'https://flk.npc.gov.cn/other',
    'https://flk.npc.gov.cn/?q=1',
    'https://flk.npc.gov.cn/#x',
    'https://flk.npc.gov.cn.example/',
    'https://flk.npc.gov.cn:8443/',
    'https://example.org/?https://flk.npc.gov.cn/',
    'https://flk.npc.gov.cn@example.org/',
    'https://someone:secret@flk.npc.gov.cn/',
    'http://flk.npc.gov.cn/',
    'http://plain.example/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'ms-settings:network',
    'smb://server/share',
    'not a url',
    '',
    undefined,
    null,
    ['https://flk.npc.gov.cn/'],
  ])('refuses %s', (url) => {
    expect(externalLink(url, allowed)).toBeUndefined();
  });

  it('lists only https pages, as a URL parser writes them', () => {
    for (const link of allowedLinks) expect(externalLink(link, allowedLinks)).toBe(link);
  });
});
