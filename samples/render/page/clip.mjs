/** The sample clip, frame by frame, with its truth. */
import { ACESFilmicToneMapping, PerspectiveCamera, Scene, Vector3 } from 'three';
import { buildSample } from '../site/sample.mjs';
import { cameraAt, CLIP, WORKERS } from '../site/workers.mjs';
import { createLabeller } from './labels.mjs';
import { createPerson } from './person.mjs';
import { addSky } from './sky.mjs';

const RAD = Math.PI / 180;
const SHADOW_SPAN = 10;
const SHADOW_MAP = 2048;

export async function createClip(renderer, human, cut) {
  const scene = new Scene();
  const site = buildSample(renderer, scene);
  const focus = new Vector3();
  const weather = { azimuthDeg: 214, elevationDeg: 47, sun: 3.1, sky: 1.35, haze: 0.0045, warm: 0.3 };
  const { sun } = addSky(scene, renderer, weather, focus, SHADOW_SPAN, SHADOW_MAP);
  const toSun = sun.position.clone().sub(sun.target.position).normalize();
  // Straight to the canvas: tone curve in the materials; noise and sharpening are the encoder's filters.
  renderer.toneMapping = ACESFilmicToneMapping;
  renderer.toneMappingExposure = 0.92;
  const label = createLabeller(renderer, CLIP.width, CLIP.height);
  const aspect = CLIP.width / CLIP.height;
  const vfov = (2 * Math.atan(Math.tan((CLIP.hfovDeg * RAD) / 2) / aspect)) / RAD;
  const camera = new PerspectiveCamera(vfov, aspect, 2, 400);
  camera.rotation.order = 'YXZ';

  const persons = [];
  for (const worker of WORKERS) {
    const person = await createPerson({
      human,
      cut,
      seed: worker.seed,
      index: worker.id,
      pose: worker.pose,
      outfit: worker.outfit,
      look: { dust: 0.35, ...worker.look },
      gaze: worker.gaze,
    });
    // Walkers pass their post when the camera does.
    person.worker = worker;
    person.middle = ((worker.x - CLIP.startX) / (CLIP.endX - CLIP.startX)) * CLIP.seconds;
    scene.add(person.group);
    persons.push(person);
  }

  const placeSun = (x, z) => {
    // Move the shadow window in whole texels, or its edges crawl.
    const texel = (2 * SHADOW_SPAN) / SHADOW_MAP;
    const right = new Vector3(0, 1, 0).cross(toSun).normalize();
    const up = toSun.clone().cross(right);
    const p = new Vector3(x, 0, z);
    const snap = (axis) => Math.round(p.dot(axis) / texel) * texel - p.dot(axis);
    p.addScaledVector(right, snap(right)).addScaledVector(up, snap(up));
    sun.target.position.copy(p);
    sun.position.copy(p).addScaledVector(toSun, 120);
  };

  const setFrame = (frame) => {
    const t = frame / CLIP.fps;
    const c = cameraAt(t);
    camera.position.set(c.east_m, c.up_m, -c.north_m);
    camera.rotation.set(c.pitch_deg * RAD, -c.yaw_deg * RAD, -c.roll_deg * RAD);
    camera.updateMatrixWorld(true);
    placeSun(c.east_m + Math.sin(c.yaw_deg * RAD) * 17, -c.north_m - 17);
    site.animate(t);
    for (const person of persons) {
      const { worker } = person;
      const near = Math.abs(worker.x - c.east_m) < 9.5;
      person.group.visible = near;
      if (!near) continue;
      const dt = t - person.middle;
      person.group.position.set(
        worker.x + (worker.vx ?? 0) * dt,
        worker.y ?? 0,
        worker.z + (worker.vz ?? 0) * dt,
      );
      person.group.rotation.y = worker.heading * RAD;
      const glance = 0.12 * Math.sin(t * 0.9 + worker.id) + 0.06 * Math.sin(t * 2.1 + worker.id * 2);
      person.poseAt(t + worker.id * 1.7, glance, 0.05 * Math.sin(t * 1.3 + worker.id * 3));
    }
    return c;
  };

  return {
    frame: async (frame, quality) => {
      setFrame(frame);
      renderer.setRenderTarget(null);
      renderer.render(scene, camera);
      return await new Promise((resolve) => {
        renderer.domElement.toBlob(resolve, 'image/jpeg', quality);
      });
    },
    truth: (frame) => {
      const c = setFrame(frame);
      const visible = persons.filter((person) => person.group.visible);
      return { camera: c, persons: label(scene, camera, visible) };
    },
  };
}
