/** Sun with soft shadows, sky light, haze. */
import { Color, DirectionalLight, FogExp2, HemisphereLight, PCFShadowMap, Vector3 } from 'three';

/** @param {{azimuthDeg: number, elevationDeg: number, sun: number, sky: number, haze: number, warm: number}} weather */
export function addSky(scene, renderer, weather, focus, span, mapSize) {
  renderer.shadowMap.enabled = true;
  renderer.shadowMap.type = PCFShadowMap;
  const [az, el] = [(weather.azimuthDeg * Math.PI) / 180, (weather.elevationDeg * Math.PI) / 180];
  const direction = new Vector3(Math.sin(az) * Math.cos(el), Math.sin(el), -Math.cos(az) * Math.cos(el));
  const sun = new DirectionalLight(
    new Color(1, 0.95 - 0.12 * weather.warm, 0.88 - 0.3 * weather.warm),
    weather.sun,
  );
  sun.position.copy(focus).addScaledVector(direction, 120);
  sun.target.position.copy(focus);
  sun.castShadow = weather.sun > 0.2;
  sun.shadow.mapSize.set(mapSize, mapSize);
  const c = sun.shadow.camera;
  c.left = c.bottom = -span;
  c.right = c.top = span;
  c.near = 10;
  c.far = 260;
  sun.shadow.bias = -0.0006;
  sun.shadow.normalBias = 0.02;
  sun.shadow.radius = 2.2;
  scene.add(sun, sun.target);
  const sky = new HemisphereLight(new Color(0.72, 0.82, 0.95), new Color(0.42, 0.38, 0.32), weather.sky);
  scene.add(sky);
  const haze = new Color(0.74, 0.76, 0.77).multiplyScalar(0.55 + 0.35 * Math.min(1.3, weather.sun / 2.6));
  scene.fog = new FogExp2(haze, weather.haze);
  scene.background = haze;
  return { sun, sky };
}
