/** A whole worker: body, clothes, equipment, pose, hand tools. */
import { BoxGeometry, CylinderGeometry, Group, Mesh, MeshLambertMaterial, Vector3 } from 'three';
import { createBody } from '../human/body.mjs';
import { randomLook } from '../human/materials.mjs';
import { mixShape, randomShape } from '../human/mesh.mjs';
import { PART } from '../human/parts.mjs';
import { applyPose, POSES, withHead } from '../human/poses.mjs';
import { phoneSlab } from '../ppe/mask.mjs';
import { dress, randomOutfit, truthOf } from '../ppe/outfit.mjs';
import { createRandom } from '../random.mjs';

function rod(from, to, radius, colour) {
  const length = from.distanceTo(to);
  const mesh = new Mesh(
    new CylinderGeometry(radius, radius, length, 8),
    new MeshLambertMaterial({ color: colour }),
  );
  mesh.position.copy(from).add(to).multiplyScalar(0.5);
  mesh.quaternion.setFromUnitVectors(new Vector3(0, 1, 0), to.clone().sub(from).normalize());
  mesh.castShadow = true;
  mesh.userData.part = PART.body;
  return mesh;
}

function box(w, h, d, colour, at) {
  const mesh = new Mesh(new BoxGeometry(w, h, d), new MeshLambertMaterial({ color: colour }));
  mesh.position.copy(at);
  mesh.castShadow = true;
  mesh.receiveShadow = true;
  mesh.userData.part = PART.body;
  return mesh;
}

/** Tools are rebuilt from the hands each pose, so that they never float. Metres. */
function tools(spec, body, ground) {
  const group = new Group();
  const hand = (side) => {
    const { position, at } = body.poser;
    return position[at(`finger3-1.${side}`)].clone().multiplyScalar(body.scale);
  };
  if (spec.tool === 'shovel') {
    const [l, r] = [hand('L'), hand('R')];
    const along = l.clone().sub(r).normalize();
    const tip = l
      .clone()
      .addScaledVector(along, Math.min(0.75, Math.max(0.3, (l.y - ground - 0.1) / Math.max(0.1, -along.y))));
    group.add(rod(r.clone().addScaledVector(along, -0.2), tip, 0.016, '#8a6a42'));
    const blade = box(0.24, 0.03, 0.3, '#5d5f60', tip.clone().addScaledVector(along, 0.12));
    blade.quaternion.setFromUnitVectors(new Vector3(0, 0, 1), along);
    group.add(blade);
  } else if (spec.tool === 'barrow') {
    const [l, r] = [hand('L'), hand('R')];
    const front = new Vector3((l.x + r.x) / 2, ground + 0.3, (l.z + r.z) / 2 + 1.05);
    for (const h of [l, r])
      group.add(
        rod(
          h.clone().add(new Vector3(0, 0, -0.12)),
          front.clone().add(new Vector3(Math.sign(h.x - front.x) * 0.14, 0.02, 0.1)),
          0.018,
          '#8c2f22',
        ),
      );
    const tray = box(0.62, 0.26, 0.78, '#a5462f', front.clone().add(new Vector3(0, 0.3, -0.28)));
    tray.rotation.x = -0.12;
    const load = box(0.54, 0.12, 0.68, '#77716a', front.clone().add(new Vector3(0, 0.44, -0.28)));
    load.rotation.x = -0.12;
    const wheel = new Mesh(
      new CylinderGeometry(0.19, 0.19, 0.08, 18),
      new MeshLambertMaterial({ color: '#1b1b1c' }),
    );
    wheel.rotation.z = Math.PI / 2;
    wheel.position.set(front.x, ground + 0.19, front.z + 0.2);
    wheel.castShadow = true;
    wheel.userData.part = PART.body;
    group.add(tray, load, wheel);
  }
  if (spec.phone === 'R') {
    const slab = phoneSlab();
    slab.scale.setScalar(0.1);
    slab.position.copy(hand('R')).add(new Vector3(0.02, 0.05, 0.05));
    slab.rotation.x = -0.7;
    group.add(slab);
  }
  return group;
}

function release(group) {
  group.traverse((object) => {
    if (object.isMesh) object.geometry.dispose();
  });
}

/**
 * @param {{human: object, cut: object, seed: number, index: number, pose?: string, outfit?: object, look?: object, gaze?: [number, number, number]}} wanted
 */
export async function createPerson(wanted) {
  const random = createRandom(wanted.seed);
  const shape = randomShape(random);
  const positions = await mixShape(wanted.human, shape.mix);
  const look = { ...randomLook(random), ...wanted.look };
  if (shape.female) look.beard = 0;
  const body = createBody(wanted.human, wanted.cut, positions, look, shape.heightM);
  const outfit = { ...randomOutfit(random), ...wanted.outfit };
  const poseName =
    wanted.pose ??
    random.weighted([
      ['stand', 4],
      ['panel', 1.3],
      ['phone', 1],
      ['shovel', 1.6],
      ['walk', 2.4],
      ['bend', 0.7],
      ['barrow', 0.8],
      ['rail', 0.8],
      ['crouch', 0.6],
      ['call', 0.4],
    ]);
  if (poseName === 'call' && outfit.helmet !== 'worn_wrongly' && outfit.muff === 'none')
    outfit.extra = [...outfit.extra, 'phone'];
  dress(body, outfit);
  const fixed = createRandom(wanted.seed + 7);
  const make = POSES[poseName]({ ...fixed, fixed: fixed.next() });
  const gaze = wanted.gaze ?? [
    Math.max(-1.1, Math.min(1.1, random.normal(0.5))),
    random.normal(0.2),
    random.normal(0.1),
  ];
  const group = new Group();
  group.add(body.group);
  let held = new Group();
  /** Poses at time `t` and puts the soles on the ground at y = 0 of the group. */
  const poseAt = (t, extraYaw = 0, extraPitch = 0) => {
    const spec = withHead(make(t), gaze[0] + extraYaw, gaze[1] + extraPitch, gaze[2]);
    const ground = body.pose((poser) => applyPose(poser, spec));
    release(held);
    body.group.remove(held);
    held = tools(spec, body, ground);
    body.group.add(held);
    body.group.position.y = -ground;
  };
  poseAt(random.range(0, 10));
  return {
    group,
    body,
    poseAt,
    truth: truthOf(outfit),
    outfit,
    look,
    poseName,
    index: wanted.index,
    dispose: () => release(group),
  };
}
