/** One random training picture: a place, a light, a camera, some workers, and the truth. */
import {
  ACESFilmicToneMapping,
  Group,
  PerspectiveCamera,
  Plane,
  Raycaster,
  Scene,
  Vector2,
  Vector3,
} from 'three';
import { createRandom } from '../random.mjs';
import { buildPlace } from '../site/place.mjs';
import { createLabeller } from './labels.mjs';
import { createDarkroom } from './develop.mjs';
import { createPerson } from './person.mjs';
import { addSky } from './sky.mjs';

export const TRAIN_WIDTH = 1280;
export const TRAIN_HEIGHT = 720;
const HEAD_M = 0.27;

/** Materials are left to the garbage collector on purpose: disposing the last user of a shader would compile it anew. */
function releaseScene(scene) {
  scene.traverse((o) => {
    if (o.isMesh) {
      o.geometry.dispose();
    }
    if (o.isDirectionalLight) o.shadow.map?.dispose();
  });
}

export function createTraining(renderer, human, cut) {
  const develop = createDarkroom(TRAIN_WIDTH, TRAIN_HEIGHT);
  renderer.toneMapping = ACESFilmicToneMapping;
  const label = createLabeller(renderer, TRAIN_WIDTH, TRAIN_HEIGHT);

  // 50000 and up look down more steeply; 60000 and up show nobody: machines, tyres, cones alone.
  return async (number) => {
    const steep = number >= 50_000 && number < 60_000;
    const deserted = number >= 60_000;
    const random = createRandom(number + 1_000_003);
    const clock = [performance.now()];
    const scene = new Scene();
    const place = random.weighted([
      ['quarry', 0.6],
      ['plant', 0.25],
      ['hall', 0.15],
    ]);
    const indoor = place === 'hall';
    const grade = random.next();
    const weather = {
      azimuthDeg: random.range(0, 360),
      elevationDeg: random.range(18, 78),
      sun: indoor
        ? random.range(0, 0.9)
        : random.weighted([
            [random.range(2, 3.6), 0.7],
            [random.range(0.3, 1.2), 0.3],
          ]),
      sky: indoor ? random.range(0.35, 1.3) : random.range(1, 2.3),
      haze: random.weighted([
        [0.08, 0.5],
        [random.range(0.1, 0.35), 0.38],
        [random.range(0.35, 0.75), 0.12],
      ]),
      warm: random.next(),
    };

    // Camera: headings are free, so the scene is built around the origin and looked at from anywhere.
    const ground = random.chance(0.12);
    const height = ground ? random.range(1.4, 2.6) : random.range(6, 34) * random.range(0.7, 1.15);
    const depression = ground ? random.range(0, 9) : steep ? random.range(30, 82) : random.range(6, 50);
    const headPx = random.weighted([
      [random.range(8, 18), 0.22],
      [random.range(18, 40), 0.38],
      [random.range(40, 66), 0.28],
      [random.range(66, 95), 0.12],
    ]);
    const distance = ground
      ? random.range(5, 16)
      : Math.min(height / Math.sin((depression * Math.PI) / 180), 120);
    const focal = (headPx * distance) / HEAD_M;
    const hfov = Math.min(84, (2 * Math.atan(TRAIN_WIDTH / 2 / focal) * 180) / Math.PI);
    const vfov =
      (2 * Math.atan(Math.tan((hfov * Math.PI) / 360) * (TRAIN_HEIGHT / TRAIN_WIDTH)) * 180) / Math.PI;
    const heading = random.range(0, 2 * Math.PI);
    const camera = new PerspectiveCamera(
      vfov,
      TRAIN_WIDTH / TRAIN_HEIGHT,
      Math.max(0.3, distance * 0.08),
      900,
    );
    const aim = new Vector3(0, ground ? 1.3 : 1, 0);
    const flat = Math.cos((depression * Math.PI) / 180) * distance;
    camera.position.set(
      aim.x - Math.sin(heading) * flat,
      ground ? height : aim.y + Math.sin((depression * Math.PI) / 180) * distance,
      aim.z + Math.cos(heading) * flat,
    );
    camera.up.set(0, 1, 0);
    camera.lookAt(aim);
    camera.rotateZ(random.normal(0.02));
    camera.updateMatrixWorld(true);

    const perM = focal / distance;
    const viewM = TRAIN_WIDTH / perM;
    buildPlace(scene, createRandom(number + 77), place, { camera, viewM, aim });
    // Haze is given at the workers' distance; the fog wants it per metre.
    weather.haze /= Math.max(distance, 12);
    addSky(scene, renderer, weather, aim, Math.min(45, Math.max(7, viewM * 0.75)), 1024);

    // Workers stand where random pixels meet the ground, apart from one another, never inside things.
    const most = Math.max(4, Math.min(14, Math.round(viewM * 1.9)));
    const count = deserted ? 0 : random.int(Math.max(3, Math.round(most * 0.6)), most);
    const caster = new Raycaster();
    const floor = new Plane(new Vector3(0, 1, 0), -1.3);
    const persons = [];
    const spots = [];
    const group = new Group();
    scene.add(group);
    const solids = scene.userData.solids ?? [];
    for (let tries = 0; tries < 400 && persons.length < count; tries += 1) {
      caster.setFromCamera(new Vector2(random.range(-0.94, 0.94), random.range(-0.92, 0.94)), camera);
      const spot = new Vector3();
      if (caster.ray.intersectPlane(floor, spot) === null) continue;
      const far = spot.distanceTo(camera.position);
      if (far > distance * 2.4 || far < distance * 0.35) continue;
      spot.y = 0;
      const apart = random.chance(0.4) ? 0.62 : 0.95;
      if (spots.some((other) => other.distanceTo(spot) < apart)) continue;
      if (
        solids.some((s) => Math.abs(spot.x - s.x) < s.w / 2 + 0.4 && Math.abs(spot.z - s.z) < s.d / 2 + 0.4)
      )
        continue;
      spots.push(spot);
      const person = await createPerson({
        human,
        cut,
        seed: number * 64 + persons.length + 11,
        index: persons.length,
      });
      person.group.position.copy(spot);
      person.group.position.y = scene.userData.heightAt?.(spot.x, spot.z) ?? 0;
      // A third look roughly at the camera, the rest anywhere: all yaws, more of the judgeable ones.
      const toCamera = Math.atan2(camera.position.x - spot.x, camera.position.z - spot.z);
      person.group.rotation.y = random.chance(0.5)
        ? toCamera + random.normal(0.8)
        : random.range(-Math.PI, Math.PI);
      group.add(person.group);
      persons.push(person);
    }

    clock.push(performance.now());
    renderer.toneMappingExposure =
      (indoor ? random.range(0.7, 1.6) : random.range(0.6, 1.15)) * (weather.sun < 1.3 && !indoor ? 1.5 : 1);
    const blur = random.weighted([
      [0, 0.45],
      [random.range(0.3, 0.7), 0.38],
      [random.range(0.7, 1.5), 0.17],
    ]);
    const motion = random.chance(0.2) ? random.range(0.5, 2) : 0;
    const angle = random.range(0, 2 * Math.PI);
    const warm = random.normal(7);
    renderer.setRenderTarget(null);
    renderer.render(scene, camera);
    const blob = await develop(renderer.domElement, {
      blur,
      motion: [Math.cos(angle) * motion, Math.sin(angle) * motion],
      contrast: random.range(0.82, 1.25),
      saturation: grade < 0.05 ? 0.05 : random.range(0.65, 1.3),
      brightness: random.range(0.85, 1.18),
      tint: `rgb(${Math.round(Math.min(255, 250 + warm))}, 250, ${Math.round(Math.min(255, 250 - warm))})`,
      noise: random.weighted([
        [random.range(0.02, 0.1), 0.6],
        [random.range(0.1, 0.3), 0.3],
        [random.range(0.3, 0.6), 0.1],
      ]),
      tile: random.int(0, 2),
      shift: [random.int(0, 511), random.int(0, 511)],
      quality: random.range(0.78, 0.92),
    });
    clock.push(performance.now());
    const labels = label(scene, camera, persons);
    clock.push(performance.now());
    for (const person of persons) person.dispose();
    releaseScene(scene);
    return {
      blob,
      labels,
      spent: clock.slice(1).map((t, i) => Math.round(t - clock[i])),
      meta: {
        place,
        height_m: Number(camera.position.y.toFixed(1)),
        depression_deg: Number(depression.toFixed(1)),
        hfov_deg: Number(hfov.toFixed(2)),
        blur_px: Number((blur + motion).toFixed(1)),
      },
    };
  };
}
