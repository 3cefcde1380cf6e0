/** The truth about visibility: people are drawn again as flat numbers and counted pixel by pixel. */
import {
  Color,
  MeshBasicMaterial,
  NearestFilter,
  OrthographicCamera,
  Vector3,
  WebGLRenderTarget,
} from 'three';
import { HEAD_PARTS, PART } from '../human/parts.mjs';

const SOLO = 256;
const REF = 96;
const ATLAS_WIDTH = SOLO * 4;
const REF_ROWS_FROM = SOLO * 4;
const ATLAS_HEIGHT = REF_ROWS_FROM + REF * 5;
const REF_SPAN_M = 0.5;
const HEAD = new Set(HEAD_PARTS);

/** Which parts show (or cover) the mouth and nose, and each ear. */
const FAMILY = {
  mouth: [PART.mouth, PART.mask],
  left: [PART.earLeft, PART.cupLeft],
  right: [PART.earRight, PART.cupRight],
};

const round = (value, digits = 3) => Number(value.toFixed(digits));

export function createLabeller(renderer, width, height) {
  const target = (w, h) =>
    new WebGLRenderTarget(w, h, {
      minFilter: NearestFilter,
      magFilter: NearestFilter,
      generateMipmaps: false,
    });
  const full = target(width, height);
  // All the small passes of all people share one picture, so there is one read-back, not dozens.
  const atlas = target(ATLAS_WIDTH, ATLAS_HEIGHT);
  atlas.scissorTest = true;
  const pixels = new Uint8Array(width * height * 4);
  const small = new Uint8Array(ATLAS_WIDTH * ATLAS_HEIGHT * 4);
  const black = new MeshBasicMaterial({ color: 0, fog: false });
  const idMaterials = new Map();
  const idMaterial = (person, part) => {
    const key = person * 256 + part;
    let found = idMaterials.get(key);
    if (found === undefined) {
      found = new MeshBasicMaterial({ fog: false, side: 2 });
      found.color.setRGB((person + 1) / 255, part / 255, 0);
      idMaterials.set(key, found);
    }
    return found;
  };
  const refCamera = new OrthographicCamera(
    -REF_SPAN_M / 2,
    REF_SPAN_M / 2,
    REF_SPAN_M / 2,
    -REF_SPAN_M / 2,
    0.01,
    2,
  );
  const clear = new Color(0);

  const read = (camera, scene, into, w, h, buffer) => {
    renderer.setRenderTarget(into);
    renderer.setClearColor(clear, 1);
    renderer.clear();
    renderer.render(scene, camera);
    renderer.readRenderTargetPixels(into, 0, 0, w, h, buffer);
  };

  /** @returns {object[]} one label per person with at least one visible pixel */
  return (scene, camera, persons) => {
    const swapped = [];
    const hidden = [];
    const partsOf = persons.map(() => []);
    const owner = new Map();
    persons.forEach((person, i) =>
      person.group.traverse((o) => {
        if (o.isMesh) owner.set(o, i);
      }),
    );
    const { background, fog } = scene;
    const shadows = renderer.shadowMap.enabled;
    scene.background = null;
    scene.fog = null;
    renderer.shadowMap.enabled = false;
    scene.traverse((o) => {
      if (o.userData.noId && o.visible) {
        hidden.push(o);
        o.visible = false;
      }
      if (!o.isMesh) return;
      swapped.push([o, o.material]);
      const i = owner.get(o);
      o.material = i === undefined ? black : idMaterial(i, o.userData.part ?? PART.body);
      if (i !== undefined) partsOf[i].push(o);
    });
    scene.updateMatrixWorld(true);
    read(camera, scene, full, width, height, pixels);

    const stat = persons.map(() => ({
      parts: new Float64Array(16),
      all: [width, height, -1, -1],
      head: [width, height, -1, -1],
    }));
    const grow = (box, x, y) => {
      if (x < box[0]) box[0] = x;
      if (y < box[1]) box[1] = y;
      if (x > box[2]) box[2] = x;
      if (y > box[3]) box[3] = y;
    };
    for (let row = 0; row < height; row += 1) {
      for (let x = 0; x < width; x += 1) {
        const at = (row * width + x) * 4;
        if (pixels[at] === 0) continue;
        const s = stat[pixels[at] - 1];
        const part = pixels[at + 1];
        const y = height - 1 - row;
        s.parts[part] += 1;
        grow(s.all, x, y);
        if (HEAD.has(part)) grow(s.head, x, y);
      }
    }

    const siblings = scene.children.filter((child) => child.visible && !child.isLight);
    for (const child of siblings) child.visible = false;
    const focal = width / (2 * Math.tan((camera.fov * Math.PI) / 360) * camera.aspect);
    const seenPersons = [];
    const drawTile = (x, y, w, h, view) => {
      atlas.viewport.set(x, y, w, h);
      atlas.scissor.set(x, y, w, h);
      renderer.setRenderTarget(atlas);
      renderer.setClearColor(clear, 1);
      renderer.clear();
      renderer.render(scene, view);
    };
    persons.forEach((person, i) => {
      if (stat[i].all[2] < 0 || i >= 16) return;
      // All parents of this person's group must be shown for the solo passes.
      const chain = [];
      for (let o = person.group; o !== scene; o = o.parent)
        if (!o.visible) {
          chain.push(o);
          o.visible = true;
        }
      for (const other of persons) other.group.visible = other === person;
      const only = (numbers) => {
        for (const o of partsOf[i]) o.visible = numbers.has(o.userData.part);
      };
      const m = person.body.head.matrixWorld;
      const centre = person.body.headJoint
        .clone()
        .add(new Vector3(0, 0.3, 0.4))
        .applyMatrix4(m);
      const axes = [new Vector3(), new Vector3(), new Vector3()];
      m.extractBasis(...axes);
      for (const axis of axes) axis.normalize();
      const perM = focal / Math.max(0.1, -centre.clone().applyMatrix4(camera.matrixWorldInverse).z);
      only(HEAD);
      const ndc = centre.clone().project(camera);
      const size = Math.min(SOLO, Math.ceil(perM * 0.62) + 4);
      camera.setViewOffset(
        width,
        height,
        Math.round((ndc.x * 0.5 + 0.5) * width - size / 2),
        Math.round((0.5 - ndc.y * 0.5) * height - size / 2),
        size,
        size,
      );
      const tile = [(i % 4) * SOLO, Math.floor(i / 4) * SOLO, size];
      drawTile(tile[0], tile[1], size, size, camera);
      camera.clearViewOffset();
      const references = [
        [FAMILY.mouth, axes[2]],
        [FAMILY.left, axes[0]],
        [FAMILY.right, axes[0].clone().negate()],
      ].map(([family, direction], k) => {
        only(new Set(family));
        refCamera.position.copy(centre).add(direction);
        refCamera.up.copy(axes[1]);
        refCamera.lookAt(centre);
        refCamera.updateMatrixWorld(true);
        const slot = i * 3 + k;
        const at = [(slot % 10) * REF, REF_ROWS_FROM + Math.floor(slot / 10) * REF, REF];
        drawTile(at[0], at[1], REF, REF, refCamera);
        return { family, at };
      });
      for (const o of partsOf[i]) o.visible = true;
      for (const o of chain) o.visible = false;
      seenPersons.push({ person, i, tile, references, perM, centre, axes });
    });
    for (const person of persons) person.group.visible = true;
    renderer.readRenderTargetPixels(atlas, 0, 0, ATLAS_WIDTH, ATLAS_HEIGHT, small);
    const eachPixel = ([x0, y0, size], visit) => {
      for (let y = 0; y < size; y += 1)
        for (let x = 0; x < size; x += 1) if (small[((y0 + y) * ATLAS_WIDTH + x0 + x) * 4] > 0) visit(x, y);
    };
    const labels = seenPersons.map(({ person, i, tile, references, perM, centre, axes }) => {
      const s = stat[i];
      let soloCount = 0;
      const soloBox = [SOLO, SOLO, -1, -1];
      eachPixel(tile, (x, y) => {
        soloCount += 1;
        grow(soloBox, x, y);
      });
      const [mouth, left, right] = references.map(({ family, at }) => {
        let n = 0;
        eachPixel(at, () => {
          n += 1;
        });
        const seen = family.reduce((sum, part) => sum + s.parts[part], 0);
        return n === 0 ? 0 : round(Math.min(1, seen / (n * (REF_SPAN_M / REF) ** 2 * perM * perM)), 2);
      });
      const visibleHead = HEAD_PARTS.reduce((sum, part) => sum + s.parts[part], 0);
      const toCamera = camera.position.clone().sub(centre);
      const d = axes.map((axis) => axis.dot(toCamera));
      const rect = (b) => [b[0], b[1], b[2] - b[0] + 1, b[3] - b[1] + 1];
      return {
        id: person.index,
        box: rect(s.all),
        head_box: s.head[2] < 0 ? null : rect(s.head),
        head_px: soloCount === 0 ? 0 : Math.max(soloBox[2] - soloBox[0], soloBox[3] - soloBox[1]) + 1,
        view: {
          yaw_deg: round((Math.atan2(d[0], d[2]) * 180) / Math.PI, 1),
          pitch_deg: round((Math.atan2(d[1], Math.hypot(d[0], d[2])) * 180) / Math.PI, 1),
        },
        visible: soloCount === 0 ? 0 : round(Math.min(1, visibleHead / soloCount), 2),
        mask: person.truth.mask,
        mask_type: person.truth.mask_type,
        mask_how: person.truth.mask_how,
        mask_visible: mouth,
        hearing: person.truth.hearing,
        hearing_type: person.truth.hearing_type,
        hearing_how: person.truth.hearing_how,
        left_ear_visible: left,
        right_ear_visible: right,
        helmet: person.truth.helmet,
        extra: person.truth.extra,
      };
    });

    for (const child of siblings) child.visible = true;
    for (const [o, material] of swapped) o.material = material;
    for (const o of hidden) o.visible = true;
    scene.background = background;
    scene.fog = fog;
    renderer.shadowMap.enabled = shadows;
    return labels;
  };
}
