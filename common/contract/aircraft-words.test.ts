import { describe, expect, it } from 'vitest';
import { aircraftWords } from './aircraft-words.ts';

describe('what an autopilot’s texts mean', () => {
  it.each([
    ['PreArm: Need 3D Fix', '定位'],
    ['PreArm: Compass not calibrated', '罗盘未校准'],
    ['Arm: EKF attitude is bad', '估计尚未收敛'],
    ['EKF variance', '失控保护'],
    ['Arm: Battery 1 below minimum arming capacity', '电量不足'],
    ['Battery 1 is critical 14.2V used 4000 mAh', '严重不足'],
    ['Fence Breached', '触碰飞行围栏'],
    ['PreArm: RC not found', '遥控器'],
    ['Preflight Fail: ekf2 missing data', '估计'],
    ['PreArm: Hardware safety switch', '安全开关'],
    ['Auto: Missing Takeoff Cmd', '没有起飞项'],
    ['PreArm: Something new', '自检未通过'],
    ['Crash: Disarming: AngErr=90>30', '坠机'],
  ])('%s', (text, zh) => {
    const words = aircraftWords(text);
    expect(words?.message.zh).toContain(zh);
    expect(words?.next.zh).not.toBe('');
    expect(words?.message.en).not.toBe('');
  });

  it('leaves alone what says nothing to act on', () => {
    for (const text of ['Mission: 3 WP', 'Reached command #4', 'ArduCopter V4.7.0-dev', 'Arming motors'])
      expect(aircraftWords(text)).toBeNull();
  });
});
