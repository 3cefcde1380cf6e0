/** A contact sheet of heads, to look at what was modelled. */
import { Color, DirectionalLight, HemisphereLight, PerspectiveCamera, Scene, Vector3 } from 'three';
import { createPerson } from './person.mjs';

export function createPortraits(renderer, human, cut) {
  /** @param {Array<{seed: number, yaw: number, pitch: number, outfit?: object, pose?: string, far?: number}>} list */
  return async (list, columns, cell) => {
    const rows = Math.ceil(list.length / columns);
    renderer.setSize(columns * cell, rows * cell, false);
    renderer.setRenderTarget(null);
    renderer.setScissorTest(true);
    renderer.autoClear = true;
    for (const [i, item] of list.entries()) {
      const scene = new Scene();
      scene.background = new Color(0.35, 0.34, 0.32);
      const sun = new DirectionalLight(0xfff2dd, 2.6);
      sun.position.set(3, 6, 4);
      scene.add(sun, new HemisphereLight(0xbfd4ee, 0x6a6055, 1.4));
      const person = await createPerson({
        human,
        cut,
        seed: item.seed,
        index: 0,
        pose: item.pose ?? 'stand',
        outfit: item.outfit,
        gaze: item.gaze ?? [0, 0, 0],
      });
      scene.add(person.group);
      scene.updateMatrixWorld(true);
      const centre = person.body.headJoint
        .clone()
        .add(new Vector3(0, item.far ? -6 : 0.3, 0.4))
        .applyMatrix4(person.body.head.matrixWorld);
      const camera = new PerspectiveCamera(item.far ? 26 : 10.5, 1, 0.5, 50);
      const r = item.far ?? 2.4;
      camera.position
        .copy(centre)
        .add(
          new Vector3(
            Math.sin(item.yaw) * Math.cos(item.pitch) * r,
            Math.sin(item.pitch) * r,
            Math.cos(item.yaw) * Math.cos(item.pitch) * r,
          ),
        );
      camera.lookAt(centre);
      const x = (i % columns) * cell;
      const y = (rows - 1 - Math.floor(i / columns)) * cell;
      renderer.setViewport(x, y, cell, cell);
      renderer.setScissor(x, y, cell, cell);
      renderer.render(scene, camera);
      person.dispose();
    }
    renderer.setScissorTest(false);
    return await new Promise((resolve) => {
      renderer.domElement.toBlob(resolve, 'image/png');
    });
  };
}
