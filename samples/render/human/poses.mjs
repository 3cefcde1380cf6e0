/**
 * What people do at work, as goals for hands and feet. Units: dm in the mesh's rest frame
 * (+x the person's left, +y up, +z forward, soles at about -8.2). `t` in seconds animates a pose.
 */
import { Euler, Quaternion, Vector3 } from 'three';

const SPINE = ['spine05', 'spine04', 'spine03', 'spine02', 'spine01'];
const turn = (x, y, z) => new Quaternion().setFromEuler(new Euler(x, y, z, 'YXZ'));

/** Applies a pose description to the rig. */
export function applyPose(poser, spec) {
  const { at, local, rotation, position, solve, reach } = poser;
  const drop = spec.drop ?? 0;
  poser.rootOffset.set(spec.shift ?? 0, -drop, spec.back ?? 0);
  local[at('root')].copy(turn((spec.lean ?? 0) * 0.35, (spec.twist ?? 0) * 0.2, 0));
  for (const name of SPINE)
    local[at(name)].copy(
      turn(((spec.lean ?? 0) * 0.65) / 5, ((spec.twist ?? 0) * 0.8) / 5, (spec.side ?? 0) / 5),
    );
  const head = spec.head ?? [0, 0, 0];
  for (const name of ['neck01', 'neck02', 'neck03'])
    local[at(name)].copy(turn(head[1] * 0.17, head[0] * 0.17, head[2] * 0.17));
  local[at('head')].copy(turn(head[1] * 0.49, head[0] * 0.49, head[2] * 0.49));
  solve();
  for (const [side, sign] of [
    ['L', 1],
    ['R', -1],
  ]) {
    const foot = spec[`foot${side}`] ?? [sign * 1.05, 0];
    const ankle = new Vector3(foot[0], -7.45 + (foot[2] ?? 0), foot[1]);
    reach(`upperleg01.${side}`, `lowerleg01.${side}`, `foot.${side}`, ankle, new Vector3(sign * 0.25, 0, 1));
    const f = at(`foot.${side}`);
    local[f]
      .copy(rotation[poser.bones[f].parent])
      .invert()
      .multiply(turn(foot[3] ?? 0, sign * 0.22, 0));
    const hand = spec[`hand${side}`] ?? [sign * 2.15, 0.95, 0.35];
    const goal = new Vector3(...hand);
    if (spec.handsFromChest) goal.add(position[at('spine01')]).sub(poser.joints[at('spine01')]);
    const pole = spec[`elbow${side}`] ?? [sign * 0.55, -0.35, -1];
    reach(`upperarm01.${side}`, `lowerarm01.${side}`, `wrist.${side}`, goal, new Vector3(...pole));
    const curl = spec.curl ?? 0.35;
    const knuckles = poser.joints[at(`finger5-1.${side}`)]
      .clone()
      .sub(poser.joints[at(`finger2-1.${side}`)])
      .normalize();
    for (let finger = 2; finger <= 5; finger += 1) {
      for (let bone = 1; bone <= 3; bone += 1)
        local[at(`finger${finger}-${bone}.${side}`)].setFromAxisAngle(knuckles, sign * -curl);
    }
  }
  solve();
}

const wave = (t, period, phase = 0) => Math.sin((2 * Math.PI * t) / period + phase);

/** Pose makers: (parameters drawn once per person) -> (t -> spec). `head` is [yaw, pitch, roll], radians, pitch down positive. */
export const POSES = {
  stand: (r) => {
    const style = r.int(0, 3);
    const spread = r.range(0.85, 1.5);
    const z = r.range(-0.5, 0.5);
    const [p1, p2] = [r.range(5, 8), r.range(0, 6)];
    return (t) => {
      const sway = 0.1 * wave(t, p1, p2);
      const base = {
        lean: 0.03 + 0.02 * wave(t, p1 * 0.7),
        shift: sway,
        footL: [spread, z],
        footR: [-spread, -z],
        twist: 0.08 * wave(t, p1 * 1.3, p2),
      };
      if (style === 1)
        return {
          ...base,
          handL: [1.75, 1.55, 0.55],
          handR: [-1.75, 1.55, 0.55],
          elbowL: [1, 0, -0.6],
          elbowR: [-1, 0, -0.6],
        };
      if (style === 2)
        return {
          ...base,
          handL: [-0.55, 3.15, 1.95],
          handR: [0.55, 2.95, 2.1],
          elbowL: [1, -0.6, 0.2],
          elbowR: [-1, -0.6, 0.2],
        };
      if (style === 3)
        return {
          ...base,
          handL: [2.15, 0.95, 0.35 + sway],
          handR: [-1.2, 4.2 + sway, 3.6],
          elbowR: [-1, -0.8, 0],
        };
      return { ...base, handL: [2.1, 0.85, 0.4 + sway], handR: [-2.1, 0.85, 0.5 - sway], curl: 0.3 };
    };
  },
  panel: (r) => {
    const y = r.range(2.6, 4.2);
    const [p, q] = [r.range(2.2, 4), r.range(0, 6)];
    return (t) => ({
      lean: 0.14,
      footL: [1.1, 0.4],
      footR: [-1.1, -0.5],
      curl: 0.3,
      handL: [0.9 + 0.25 * wave(t, p, q), y + 0.2 * wave(t, p * 0.8), 3.5],
      handR: [-0.9, y - 0.3 + 0.35 * wave(t, p * 1.3, q), 3.4],
      head: [0, 0.3, 0],
      gaze: true,
    });
  },
  phone: (r) => {
    const y = r.range(3.6, 4.6);
    const p = r.range(3, 6);
    return (t) => ({
      lean: 0.08,
      footL: [1, 0.3],
      footR: [-1, -0.4],
      handR: [-0.35, y, 2.5 + 0.08 * wave(t, p)],
      elbowR: [-1, -1, 0.1],
      handL: r.fixed > 0.5 ? [0.45, y - 0.15, 2.4] : [2.1, 0.9, 0.5],
      curl: 0.5,
      head: [0, 0.5 + 0.05 * wave(t, p), 0],
      gaze: true,
      phone: 'R',
    });
  },
  call: () => (t) => ({
    lean: 0.02,
    footL: [1, 0.2],
    footR: [-1.1, -0.2],
    twist: 0.1 * wave(t, 6),
    handR: [-1.28, 6.25, 1.0],
    elbowR: [-1, -1, 0.5],
    handL: [2.05, 0.95, 0.6],
    curl: 0.6,
    ear: 'R',
    handsFromChest: true,
  }),
  shovel: (r) => {
    const depth = r.range(0.35, 0.75);
    const [p, q] = [r.range(2.4, 3.4), r.range(0, 6)];
    return (t) => {
      const s = 0.5 + 0.5 * wave(t, p, q);
      return {
        lean: depth * (0.55 + 0.55 * (1 - s)),
        drop: 0.5 * (1 - s),
        back: -0.4,
        footL: [1.3, 1.5],
        footR: [-1.3, -1.2],
        twist: -0.25 + 0.4 * s,
        handL: [0.35, -0.9 + 2 * s, 4.1],
        handR: [-1.0, 1.3 + 0.7 * s, 2.5],
        curl: 0.95,
        head: [0, -0.1, 0],
        tool: 'shovel',
      };
    };
  },
  walk: (r) => {
    const p = r.range(1.05, 1.3);
    const q = r.range(0, 6);
    const pace = r.range(2.2, 3.2);
    return (t) => {
      const s = wave(t, p, q);
      const c = Math.cos((2 * Math.PI * t) / p + q);
      const lift = (v) => 0.75 * Math.max(0, v);
      return {
        lean: 0.07,
        drop: 0.22 + 0.1 * Math.abs(s),
        twist: 0.12 * s,
        footL: [0.75, -pace * s, lift(-c), 0.35 * Math.max(0, s)],
        footR: [-0.75, pace * s, lift(c), 0.35 * Math.max(0, -s)],
        handL: [1.95, 1.1 + 0.25 * Math.abs(s), 0.4 + 1.7 * s],
        handR: [-1.95, 1.1 + 0.25 * Math.abs(s), 0.4 - 1.7 * s],
        curl: 0.4,
      };
    };
  },
  bend: (r) => {
    const lean = r.range(0.6, 1.15);
    const p = r.range(2.5, 4);
    return (t) => ({
      lean: lean + 0.06 * wave(t, p),
      drop: 0.6,
      back: -1.1,
      footL: [1.3, 0.5],
      footR: [-1.3, -0.5],
      handL: [0.9, -2.6 - 1.4 * (lean - 0.6) + 0.4 * wave(t, p), 4.4],
      handR: [-0.9, -2.8 + 0.4 * wave(t, p, 1.5), 4.2],
      curl: 0.7,
      head: [0, -0.25, 0],
    });
  },
  barrow: (r) => {
    const p = r.range(1.1, 1.3);
    const q = r.range(0, 6);
    return (t) => {
      const s = wave(t, p, q);
      const c = Math.cos((2 * Math.PI * t) / p + q);
      return {
        lean: 0.2,
        drop: 0.35,
        footL: [0.85, -2.3 * s - 0.6, 0.6 * Math.max(0, -c), 0.3 * Math.max(0, s)],
        footR: [-0.85, 2.3 * s - 0.6, 0.6 * Math.max(0, c), 0.3 * Math.max(0, -s)],
        handL: [2.6, 0.35, 1.6],
        handR: [-2.6, 0.35, 1.6],
        curl: 0.95,
        tool: 'barrow',
      };
    };
  },
  rail: (r) => {
    const p = r.range(4, 7);
    return (t) => ({
      lean: 0.22,
      footL: [1.1, 0.2],
      footR: [-1.1, -0.3],
      side: 0.03 * wave(t, p),
      handL: [1.9, 2.3, 2.7],
      handR: [-1.9, 2.3, 2.7],
      curl: 0.8,
    });
  },
  crouch: (r) => {
    const lean = r.range(0.3, 0.6);
    return (t) => ({
      lean,
      drop: 3.6,
      back: -0.9,
      footL: [1.4, 0.9],
      footR: [-1.2, -0.9, 0.3, 0.5],
      handL: [0.9, -4.6 + 0.3 * wave(t, 3), 3.6],
      handR: [-0.6, -4.4 + 0.3 * wave(t, 2.3), 3.6],
      curl: 0.6,
      gaze: true,
    });
  },
};

/** Adds where the person looks to whatever the work itself does with the head. */
export function withHead(spec, yaw, pitch, roll) {
  const base = spec.head ?? [0, 0, 0];
  return { ...spec, head: [base[0] + yaw, base[1] + pitch, base[2] + roll] };
}
