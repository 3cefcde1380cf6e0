import { describe, expect, it } from 'vitest';
import type { Lead } from '#common';
import { guardSuspicion, site as quarry, suspicion } from '../testing/fixtures.ts';
import { alertText, digestText, spokenText, type Told } from './text.ts';

const lead = (facts: Partial<Lead> = {}): Lead => ({
  id: 'lead-1',
  stream_id: 's',
  flight_id: null,
  site_id: 'site-1',
  post_id: null,
  model_id: 'm',
  suspicion,
  raised_utc_us: 0,
  frame_utc_us: Date.UTC(2026, 10, 22, 6, 3, 20) * 1000,
  clock_error_us: 0,
  aircraft: { lat_deg: 29.951, lon_deg: 121.421, height_m: 10 },
  still: null,
  clip_state: 'waiting',
  clip: null,
  clip_fault: null,
  state: 'open',
  review: null,
  ...facts,
});
const told = (leads: Lead[], facts: Partial<Told> = {}): Told => ({
  alert: { key: 'AB23CD', queued_utc_us: leads[0]?.frame_utc_us ?? 0, level: 0 },
  leads,
  site: quarry,
  site_names: false,
  link: undefined,
  ...facts,
});

describe('the text of an alert', () => {
  it('says what, where and when in China, with the key, without a name', () => {
    const { title, text, key } = alertText(told([lead()]), 'text');
    expect(title).toBe('【蓝盾告警】疑似未佩戴防尘口罩');
    expect(text).toBe('场所：site-1\n时间：11-22 14:03:20\n位置：29.95100, 121.42100\n编号：AB23CD-1');
    expect(key).toBe('AB23CD-1');
  });

  it('names a fence, and asks people to leave it', () => {
    const inside = lead({ suspicion: { ...suspicion, item: 'fence', fence_id: 'f', state: 'entered' } });
    const stayed = lead({ suspicion: { ...suspicion, item: 'fence', fence_id: 'f', state: 'dwelt' } });
    expect(alertText(told([inside]), 'text').title).toBe('【蓝盾告警】疑似进入电子围栏');
    expect(alertText(told([stayed, lead()]), 'text').title).toBe(
      '【蓝盾告警】疑似滞留于电子围栏、未佩戴防尘口罩',
    );
    expect(spokenText([inside])).toBe('安全提醒：请现场作业人员离开禁入区域。');
    expect(spokenText([inside, lead()])).toBe('安全提醒：请现场作业人员正确佩戴防尘口罩，离开禁入区域。');
  });

  it('stays below 1 KB with every line and many leads', () => {
    const posts = Array.from({ length: 9 }, (_, index) => ({
      id: `p${index}`,
      name: { zh: `第${index}号破碎机操作位`, en: 'x' },
      lat_deg: 0,
      lon_deg: 0,
      height_m: 0,
      zone_ids: [],
    }));
    const leads = posts.map(({ id }) => lead({ post_id: id }));
    const link = `https://station.example.cn:8600/phone/#/a/AB23CD.person-${'0'.repeat(32)}.t0abcd.${'s'.repeat(22)}`;
    const { title, text } = alertText(
      told(leads, { site: { ...quarry, posts }, site_names: true, link }),
      'escalation',
    );
    expect(Buffer.byteLength(title + text)).toBeLessThan(1024);
    expect(text).toContain('第0号破碎机操作位');
    expect(text).toContain('AB23CD-L0');
  });

  it('fits a digest into what the channel takes, oldest first', () => {
    const many = Array.from({ length: 60 }, () => told([lead()]));
    const { title, text, taken } = digestText(many, 2048);
    expect(taken).toBeGreaterThan(15);
    expect(taken).toBeLessThan(60);
    expect(Buffer.byteLength(title + text)).toBeLessThan(2048);
  });
});

it('names a facility as its lead does, and asks to look at it', () => {
  const leads = [lead({ suspicion: guardSuspicion }), lead()];
  expect(alertText(told(leads), 'text').title).toBe('【蓝盾告警】疑似皮带防护罩未闭合、未佩戴防尘口罩');
  expect(spokenText(leads)).toBe('安全提醒：请现场作业人员正确佩戴防尘口罩，检查皮带防护罩。');
});
