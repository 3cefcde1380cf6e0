/** Who stands where in the sample clip, and the flight that passes them. Data only. */

const ON = (extra) => ({ extra: [], ...extra });
const white = { colour: '#ecefee', ridge: 1, wide: false, rough: 0.4, sticker: '#c22', strap: true };
const yellow = { colour: '#f0c419', ridge: 1, wide: false, rough: 0.45, sticker: '', strap: true };
const red = { colour: '#c9261f', ridge: 0, wide: false, rough: 0.45, sticker: '#e8e8e8', strap: false };
const blue = { colour: '#1f5fae', ridge: 1.6, wide: false, rough: 0.5, sticker: '#e8e8e8', strap: true };
const orange = { colour: '#ec7a1c', ridge: 1, wide: false, rough: 0.45, sticker: '', strap: true };
const half = { rubber: '#5f666c', holder: '#2b2e32', filter: '#d65a8a', cartridge: false, strap: '#222529' };
const halfGrey = {
  rubber: '#2c4f86',
  holder: '#6f7377',
  filter: '#e8e6df',
  cartridge: true,
  strap: '#222529',
};
const n95 = { colour: '#f4f3ee', folded: false, valve: '#c73b2c', loops: false, strap: '#f0c419' };
const kn95 = { colour: '#f6f6f3', folded: true, valve: '', loops: true, strap: '#e9e9e4' };
const cups = (cup, accent = '') => ({ cup, accent, band: '#17181a', width: 2.4, offSide: 1 });

/** Heading is the way the body faces: degrees from south towards east (0 looks at the camera). */
export const WORKERS = [
  {
    id: 1,
    post: 'p-tipping',
    seed: 501,
    x: 5.2,
    z: 1.4,
    heading: 12,
    pose: 'stand',
    poseSeed: 0,
    gaze: [0.05, -0.2, 0],
    look: { upper: '#27466f', lower: '#27466f', vest: true, vestColor: '#f2e21a' },
    outfit: ON({
      helmet: 'worn',
      helmetStyle: red,
      maskType: 'half_mask',
      maskHow: 'worn',
      maskStyle: half,
      muff: 'worn',
      carrier: 'cap',
      muffStyle: cups('#1c1d20', '#d6261f'),
    }),
  },
  {
    id: 2,
    post: 'p-crusher',
    seed: 512,
    x: 10.2,
    z: 2.4,
    heading: 38,
    pose: 'panel',
    gaze: [-0.4, -0.42, 0],
    look: { upper: '#3b5d86', lower: '#3b5d86', vest: true, vestColor: '#ff6a13' },
    outfit: ON({
      helmet: 'worn',
      helmetStyle: white,
      maskType: 'none',
      maskHow: 'none',
      muff: 'worn',
      carrier: 'cap',
      muffStyle: cups('#f2c51b', '#1c1d20'),
    }),
  },
  {
    id: 3,
    post: 'p-crusher-clean',
    seed: 523,
    x: 15.4,
    z: 1.7,
    heading: -24,
    pose: 'shovel',
    gaze: [0.15, -0.42, 0],
    look: { upper: '#c4622a', lower: '#2b3b55', vest: false, tape: true },
    outfit: ON({ helmet: 'worn', helmetStyle: yellow, maskType: 'none', maskHow: 'none', muff: 'none' }),
  },
  {
    id: 4,
    post: 'p-belt-1',
    seed: 534,
    x: 21.2,
    z: 2.7,
    heading: 20,
    pose: 'stand',
    gaze: [-0.25, -0.2, 0],
    look: { upper: '#5a6470', lower: '#23272d', vest: true, vestColor: '#c9f020' },
    outfit: ON({
      helmet: 'worn',
      helmetStyle: orange,
      maskType: 'n95',
      maskHow: 'chin',
      maskStyle: n95,
      muff: 'worn',
      carrier: 'cap',
      muffStyle: cups('#2c6db3'),
    }),
  },
  {
    id: 5,
    post: 'p-belt-1',
    seed: 545,
    x: 27.6,
    z: 2.3,
    heading: 168,
    pose: 'shovel',
    gaze: [0, 0, 0],
    look: { upper: '#355f8c', lower: '#355f8c', vest: true, vestColor: '#ff7f1e' },
    outfit: ON({
      helmet: 'worn',
      helmetStyle: yellow,
      maskType: 'half_mask',
      maskHow: 'worn',
      maskStyle: halfGrey,
      muff: 'worn',
      carrier: 'over',
      muffStyle: cups('#d6261f'),
    }),
  },
  {
    id: 6,
    post: 'p-screen',
    seed: 556,
    x: 34.6,
    z: 2.0,
    y: 2.225,
    heading: -10,
    pose: 'rail',
    gaze: [0.15, -0.1, 0],
    look: { upper: '#27466f', lower: '#27466f', vest: true, vestColor: '#e9f542' },
    outfit: ON({
      helmet: 'worn',
      helmetStyle: white,
      maskType: 'half_mask',
      maskHow: 'worn',
      maskStyle: halfGrey,
      muff: 'worn',
      carrier: 'cap',
      muffStyle: cups('#d9dbd8', '#d6261f'),
    }),
  },
  {
    id: 7,
    post: 'p-screen-low',
    seed: 567,
    x: 40.4,
    z: 3.2,
    heading: -32,
    pose: 'stand',
    gaze: [0.4, -0.12, 0],
    look: { upper: '#4b5a3c', lower: '#4a4237', vest: true, vestColor: '#ff6a13' },
    outfit: ON({
      helmet: 'worn',
      helmetStyle: blue,
      maskType: 'n95',
      maskHow: 'worn',
      maskStyle: kn95,
      muff: 'neck',
      carrier: 'over',
      muffStyle: cups('#f2c51b'),
    }),
  },
  {
    id: 8,
    post: 'p-transfer',
    seed: 578,
    x: 45.4,
    z: 2.5,
    heading: 16,
    pose: 'phone',
    gaze: [0.0, -0.25, 0],
    look: { upper: '#8a8f94', lower: '#2b3b55', vest: false, tape: false },
    outfit: ON({ helmet: 'not_worn', maskType: 'none', maskHow: 'none', muff: 'none' }),
  },
  {
    id: 9,
    post: 'p-transfer',
    seed: 589,
    x: 50.2,
    z: 1.3,
    vx: 0.05,
    vz: 0.55,
    heading: 5,
    pose: 'walk',
    gaze: [-0.1, -0.15, 0],
    look: { upper: '#1f3557', lower: '#1f3557', vest: true, vestColor: '#f2e21a' },
    outfit: ON({
      helmet: 'worn',
      helmetStyle: orange,
      maskType: 'half_mask',
      maskHow: 'worn',
      maskStyle: half,
      muff: 'none',
    }),
  },
  {
    id: 10,
    post: 'p-stockpile',
    seed: 590,
    x: 55.4,
    z: 2.0,
    vx: 0.45,
    vz: 0.15,
    heading: 58,
    pose: 'barrow',
    gaze: [-0.55, -0.15, 0],
    look: { upper: '#6b5a45', lower: '#6b5a45', vest: true, vestColor: '#ff7f1e' },
    outfit: ON({
      helmet: 'worn',
      helmetStyle: yellow,
      maskType: 'n95',
      maskHow: 'worn',
      maskStyle: n95,
      muff: 'worn',
      carrier: 'behind',
      muffStyle: cups('#1c1d20', '#f2c51b'),
    }),
  },
  {
    id: 11,
    post: 'p-loading',
    seed: 601,
    x: 61.2,
    z: 2.7,
    heading: -18,
    pose: 'stand',
    gaze: [0.2, -0.25, 0],
    look: { upper: '#d97a2b', lower: '#d97a2b', vest: false, tape: true },
    outfit: ON({
      helmet: 'worn',
      helmetStyle: red,
      maskType: 'none',
      maskHow: 'none',
      muff: 'parked',
      carrier: 'cap',
      muffStyle: cups('#1c1d20', '#3f8a45'),
    }),
  },
  {
    id: 12,
    post: 'p-loading',
    seed: 612,
    x: 67.3,
    z: 2.0,
    heading: 8,
    pose: 'stand',
    gaze: [-0.1, -0.18, 0],
    look: { upper: '#27466f', lower: '#27466f', vest: true, vestColor: '#c9f020' },
    outfit: ON({
      helmet: 'worn',
      helmetStyle: white,
      maskType: 'n95',
      maskHow: 'worn',
      maskStyle: kn95,
      muff: 'worn',
      carrier: 'cap',
      muffStyle: cups('#d6261f'),
    }),
  },
];

export const POSTS = [
  { id: 'p-tipping', zh: '卸料口指挥位', en: 'Tipping point', x: 5.2, z: 1.4, y: 0 },
  { id: 'p-crusher', zh: '破碎机操作位', en: 'Crusher control', x: 10.2, z: 2.4, y: 0 },
  { id: 'p-crusher-clean', zh: '破碎机清料位', en: 'Crusher clean-up', x: 15.4, z: 1.7, y: 0 },
  { id: 'p-belt-1', zh: '一号皮带巡检位', en: 'Belt 1 inspection', x: 24.4, z: 2.5, y: 0 },
  { id: 'p-screen', zh: '筛分平台', en: 'Screening platform', x: 34.6, z: 2.0, y: 2.2 },
  { id: 'p-screen-low', zh: '筛下清料位', en: 'Below the screen', x: 40.4, z: 3.2, y: 0 },
  { id: 'p-transfer', zh: '皮带转运点', en: 'Belt transfer point', x: 47.8, z: 2.2, y: 0 },
  { id: 'p-stockpile', zh: '料堆作业位', en: 'Stockpile', x: 55.9, z: 2.2, y: 0 },
  { id: 'p-loading', zh: '装车点', en: 'Loading point', x: 64.2, z: 2.3, y: 0 },
];

/** Zones as east/north metres. */
export const ZONES = [
  {
    id: 'z-dust',
    zh: '粉尘危害区',
    en: 'Dust zone',
    hazard: 'dust',
    requires: ['mask'],
    polygon: [
      [-4, -7],
      [73, -7],
      [73, 10],
      [-4, 10],
    ],
  },
  {
    id: 'z-noise',
    zh: '噪声危害区',
    en: 'Noise zone',
    hazard: 'noise',
    requires: ['hearing'],
    polygon: [
      [-3, -6.5],
      [72, -6.5],
      [72, 8.5],
      [-3, 8.5],
    ],
  },
];

export const BOUNDARY = [
  [-25, -40],
  [95, -40],
  [95, 60],
  [-25, 60],
];

export const CLIP = {
  fps: 25,
  seconds: 30,
  width: 1920,
  height: 1080,
  hfovDeg: 24.6,
  startX: 3.6,
  endX: 68.6,
};

const bump = (x, centre, width) => Math.exp(-(((x - centre) / width) ** 2));
const drift = (t, seed) =>
  0.5 * Math.sin(t * 1.31 + seed) +
  0.3 * Math.sin(t * 2.93 + seed * 2.1) +
  0.2 * Math.sin(t * 5.7 + seed * 3.7);

/** Where the drone is at time t: metres and degrees, yaw clockwise from north, pitch negative downwards. */
export function cameraAt(t) {
  const speed = (CLIP.endX - CLIP.startX) / CLIP.seconds;
  const east = CLIP.startX + speed * t + 0.12 * drift(t * 0.5, 1);
  const rise = bump(east, 35, 6);
  return {
    east_m: east,
    north_m: -(18.3 + 1.9 * rise + 0.1 * drift(t * 0.6, 4)),
    up_m: 10.9 + 1.5 * rise + 0.08 * drift(t * 0.7, 2),
    yaw_deg: 1.6 * Math.sin(t * 0.31) + 0.16 * drift(t, 7),
    pitch_deg: -31.2 + 0.9 * rise + 0.12 * drift(t, 9),
    roll_deg: 0.18 * drift(t * 0.8, 12),
    hfov_deg: CLIP.hfovDeg,
  };
}
