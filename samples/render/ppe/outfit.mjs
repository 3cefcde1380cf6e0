/** Puts one person's equipment on and states the truth about it. */
import { Group, Matrix4, Vector3 } from 'three';
import { clothCap, hardHat, hood, weldingShield } from './helmet.mjs';
import { createHeadMap } from './headmap.mjs';
import { glasses, halfMask, n95Mask, phoneSlab, scarf, surgicalMask } from './mask.mjs';
import { measureHead } from './measure.mjs';
import { earMuffs } from './muffs.mjs';

/** @typedef {{helmet: string, helmetStyle: object, mask: string, maskType: string, maskHow: string, maskStyle: object, hearing: string, muff: string, carrier: string, muffStyle: object, extra: string[], capColour: string, hoodColour: string, scarfColour: string}} Outfit */

const MASK_STATE = { worn: 'worn', chin: 'worn_wrongly', nose: 'worn_wrongly' };
const HEARING_STATE = {
  worn: 'worn',
  neck: 'worn_wrongly',
  parked: 'worn_wrongly',
  one_off: 'worn_wrongly',
  none: 'not_worn',
};

const SHELLS = [
  '#f0c419',
  '#f0c419',
  '#f3d33c',
  '#e9ecec',
  '#f4f5f2',
  '#c9261f',
  '#b8332a',
  '#1f5fae',
  '#2d7bd0',
  '#e8681c',
  '#f08a24',
  '#3f8f4f',
  '#8b8f92',
];
const CUPS = [
  '#1c1d20',
  '#26292d',
  '#d6261f',
  '#f2c51b',
  '#e9641a',
  '#2c6db3',
  '#3f8a45',
  '#d9dbd8',
  '#5a5f63',
  '#b8d21c',
];

/** Draws an outfit with every combination frequent enough to learn from. */
export function randomOutfit(random) {
  const helmet = random.weighted([
    ['worn', 0.68],
    ['not_worn', 0.27],
    ['worn_wrongly', 0.05],
  ]);
  const maskType = random.weighted([
    ['none', 0.4],
    ['surgical', 0.15],
    ['n95', 0.23],
    ['half_mask', 0.22],
  ]);
  const maskHow =
    maskType === 'none'
      ? 'none'
      : random.weighted([
          ['worn', 0.7],
          ['chin', 0.19],
          ['nose', maskType === 'half_mask' ? 0.02 : 0.11],
        ]);
  const muff = random.weighted([
    ['none', 0.42],
    ['worn', 0.38],
    ['neck', 0.08],
    ['parked', 0.09],
    ['one_off', 0.03],
  ]);
  const capped = helmet === 'worn' && random.chance(0.6);
  const carrier =
    capped && muff !== 'neck'
      ? 'cap'
      : helmet === 'not_worn'
        ? random.pick(['over', 'over', 'over', 'behind'])
        : random.pick(['over', 'behind']);
  const extra = [];
  if (maskType === 'none') {
    if (random.chance(0.09)) extra.push('scarf');
    else if (random.chance(0.06)) extra.push('scarf_down');
  }
  if (helmet === 'not_worn') {
    if (random.chance(0.3)) extra.push('cap');
    else if (muff === 'none' && random.chance(0.14)) extra.push('hood');
  }
  if (random.chance(0.1)) extra.push('sunglasses');
  else if (random.chance(0.07)) extra.push('goggles');
  else if (random.chance(0.08)) extra.push('glasses');
  if (helmet === 'worn' && muff === 'none' && random.chance(0.05))
    extra.push(random.chance(0.5) ? 'welding_shield' : 'welding_shield_up');
  const cloth = [
    '#7a2b24',
    '#2e4a6b',
    '#4d4a45',
    '#8a7a5c',
    '#314a34',
    '#1f2227',
    '#b6a98c',
    '#9c3f2f',
    '#d8d2c4',
  ];
  return {
    helmet,
    helmetStyle: {
      colour: random.pick(SHELLS),
      ridge: random.pick([0, 1, 1.6]),
      wide: random.chance(0.12),
      rough: random.range(0.3, 0.75),
      sticker: random.chance(0.35) ? random.pick(['#c22', '#15479b', '#e8e8e8', '#222']) : '',
      strap: random.chance(0.4),
    },
    maskType,
    maskHow,
    maskStyle: {
      colour:
        maskType === 'surgical'
          ? random.pick(['#9cc6dc', '#86b8d6', '#b5d6e3', '#f0f2f2', '#1d2024', '#a9d3c2'])
          : random.pick(['#f2f1ec', '#e9e7df', '#f6f6f3', '#d7d5cd', '#8e9397', '#2a2d31', '#c9d6dd']),
      folded: random.chance(0.5),
      valve: random.chance(0.45) ? random.pick(['#e9e9e4', '#c73b2c', '#2f6fb4', '#e9c42b', '#222']) : '',
      loops: random.chance(0.4),
      strap: random.pick(['#f0c419', '#e9e9e4', '#222529', '#3d6fae']),
      rubber: random.pick(['#5f666c', '#3a3f45', '#7d8990', '#2c4f86', '#8fa2ae', '#23262a', '#4d5a66']),
      holder: random.pick(['#2b2e32', '#3b4046', '#6f7377', '#d8d8d3']),
      filter: random.pick([
        '#d65a8a',
        '#d94f86',
        '#c9487c',
        '#e8e6df',
        '#f1efe8',
        '#9a9d9f',
        '#7f8588',
        '#c8bf4e',
      ]),
      cartridge: random.chance(0.35),
    },
    muff,
    carrier,
    muffStyle: {
      cup: random.pick(CUPS),
      accent: random.chance(0.4) ? random.pick(CUPS) : '',
      band: random.pick(['#17181a', '#2b2d30', '#c0c2c2', '#d6261f', '#f2c51b']),
      width: random.range(1.6, 3.6),
      offSide: random.chance(0.5) ? 1 : -1,
    },
    extra,
    capColour: random.pick(['#24344f', '#5b2320', '#2f3a2d', '#8b8f93', '#c9a23a', '#d9dbd9', '#1d1f22']),
    hoodColour: random.pick(cloth),
    scarfColour: random.pick(cloth),
  };
}

/** @param {Outfit} outfit */
export function truthOf(outfit) {
  const scarfUp = outfit.extra.includes('scarf');
  return {
    mask: outfit.maskType === 'none' ? 'not_worn' : MASK_STATE[outfit.maskHow],
    mask_type: outfit.maskType === 'none' ? (scarfUp ? 'scarf' : 'none') : outfit.maskType,
    mask_how: outfit.maskHow,
    hearing: HEARING_STATE[outfit.muff],
    hearing_type: outfit.muff === 'none' ? 'none' : outfit.carrier === 'cap' ? 'cap_muffs' : 'muffs',
    hearing_how: outfit.muff,
    helmet: outfit.helmet,
    extra: outfit.extra,
  };
}

/** Adds the equipment to the body's head group. @param {Outfit} outfit */
export function dress(body, outfit) {
  const m = measureHead(body);
  const map = createHeadMap(body);
  const { head } = body;
  const helmetOn = outfit.helmet !== 'not_worn';
  const crown = new Group();
  if (helmetOn) crown.add(hardHat(m, outfit.helmetStyle));
  if (outfit.extra.includes('welding_shield')) crown.add(weldingShield(m, false));
  if (outfit.extra.includes('welding_shield_up')) crown.add(weldingShield(m, true));
  if (outfit.helmet === 'worn_wrongly') {
    // Pushed to the back of the head.
    const pivot = new Vector3(0, m.top - 0.6, m.midZ);
    crown.applyMatrix4(
      new Matrix4()
        .makeTranslation(pivot)
        .multiply(new Matrix4().makeRotationX(-0.5))
        .multiply(new Matrix4().makeTranslation(pivot.clone().negate())),
    );
    crown.position.z -= 0.12;
  }
  head.add(crown);
  if (outfit.extra.includes('cap'))
    head.add(clothCap(m, outfit.capColour, outfit.muffStyle.offSide < 0 && outfit.helmetStyle.ridge === 1));
  if (outfit.extra.includes('hood')) head.add(hood(m, map, outfit.hoodColour));
  if (outfit.extra.includes('scarf')) head.add(scarf(map, m, outfit.scarfColour, true));
  if (outfit.extra.includes('scarf_down')) head.add(scarf(map, m, outfit.scarfColour, false));
  for (const kind of ['sunglasses', 'goggles', 'glasses'])
    if (outfit.extra.includes(kind)) head.add(glasses(map, m, kind));
  if (outfit.maskType === 'surgical') head.add(surgicalMask(map, m, outfit.maskHow, outfit.maskStyle));
  if (outfit.maskType === 'n95') head.add(n95Mask(map, m, outfit.maskHow, outfit.maskStyle));
  if (outfit.maskType === 'half_mask') head.add(halfMask(map, m, outfit.maskHow, outfit.maskStyle));
  if (outfit.muff !== 'none') head.add(earMuffs(m, outfit.muff, outfit.carrier, outfit.muffStyle, helmetOn));
  if (outfit.extra.includes('phone')) {
    const phone = phoneSlab();
    phone.position.set(m.ear.r.x - 0.12, m.ear.r.y - 0.25, m.ear.r.z + 0.2);
    phone.rotation.set(0.35, Math.PI / 2, 0);
    head.add(phone);
  }
  return m;
}
