/** The few lengths everything worn on the head is fitted to (dm, resting head). */
export function measureHead(body) {
  const { skinRest, cut } = body;
  const { canon, vertices } = cut.skin;
  const box = { left: -Infinity, right: Infinity, top: -Infinity, front: -Infinity, back: Infinity };
  const ear = { l: [0, 0, 0, 0], r: [0, 0, 0, 0] };
  let chin = [0, Infinity, 0];
  let noseTip = [0, 0, -Infinity];
  for (let v = 0; v < vertices.length; v += 1) {
    const [cx, cy, cz] = [canon[v * 3], canon[v * 3 + 1], canon[v * 3 + 2]];
    const [x, y, z] = [skinRest[v * 3], skinRest[v * 3 + 1], skinRest[v * 3 + 2]];
    for (const side of ['l', 'r']) {
      if (!cut.ears[side].has(vertices[v]) || cy < 6 || Math.abs(cx) > 1.2) continue;
      const e = ear[side];
      e[0] = Math.abs(x) > Math.abs(e[0]) ? x : e[0];
      e[1] += y;
      e[2] += z;
      e[3] += 1;
    }
    if (Math.abs(cx) > 1.2 || cy < 6) continue;
    if (cy > 7.5) {
      box.left = Math.max(box.left, x);
      box.right = Math.min(box.right, x);
      box.top = Math.max(box.top, y);
      box.front = Math.max(box.front, z);
      box.back = Math.min(box.back, z);
    }
    if (Math.abs(cx) < 0.1 && cy < 6.35 && cz > 1.25 && y < chin[1]) chin = [x, y, z];
    if (Math.abs(cx) < 0.1 && cy > 6.8 && cy < 7.1 && z > noseTip[2]) noseTip = [x, y, z];
  }
  const centre = (e) => ({ x: e[0], y: e[1] / e[3], z: e[2] / e[3] });
  return {
    ...box,
    half: (box.left - box.right) / 2,
    midZ: (box.front + box.back) / 2,
    depth: (box.front - box.back) / 2,
    ear: { l: centre(ear.l), r: centre(ear.r) },
    chin,
    noseTip,
  };
}
