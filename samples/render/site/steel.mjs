/** Painted, rusted, dusted surfaces: one Lambert material with dirt by world position. */
import { Color, MeshLambertMaterial } from 'three';
import { NOISE_GLSL, withNoise } from '../human/glsl.mjs';

/** @param {{colour: string, rust?: number, dust?: number, ribs?: number}} style */
export function steel(style) {
  const material = new MeshLambertMaterial({ color: style.colour });
  material.onBeforeCompile = (shader) => {
    withNoise(shader);
    shader.uniforms.sStyle = { value: [style.rust ?? 0.4, style.dust ?? 0.5, style.ribs ?? 0] };
    shader.uniforms.sRust = { value: new Color('#6b4126') };
    shader.uniforms.sDust = { value: new Color('#9c9284') };
    shader.vertexShader = shader.vertexShader
      .replace('#include <common>', '#include <common>\nvarying vec3 vPlace; varying vec3 vUpward;')
      .replace(
        '#include <begin_vertex>',
        '#include <begin_vertex>\nvPlace = (modelMatrix * vec4(position, 1.)).xyz; vUpward = mat3(modelMatrix) * normal;',
      );
    shader.fragmentShader = shader.fragmentShader
      .replace(
        '#include <common>',
        `#include <common>\nvarying vec3 vPlace; varying vec3 vUpward; uniform float sStyle[3]; uniform vec3 sRust, sDust;\n${NOISE_GLSL}`,
      )
      .replace(
        '#include <color_fragment>',
        /* glsl */ `#include <color_fragment>
{
  vec3 p = vPlace; float up = clamp(normalize(vUpward).y, 0., 1.);
  float blot = fbm3(vec3(p.xy * 2.1 + p.z * .7, p.z * 2.3)); float run = noise3(vec3((p.x + p.z) * 22., p.y * 1.4, 3.));
  vec3 col = diffuseColor.rgb * (.82 + .36 * blot);
  if (sStyle[2] > 0.) col *= .86 + .14 * smoothstep(-.3, .3, sin((p.x + p.z) * sStyle[2]));
  col = mix(col, sRust * (.6 + .8 * run), sStyle[0] * smoothstep(.5, .72, blot * .65 + run * .4));
  float dust = sStyle[1] * (.25 + .85 * up) * (.45 + .9 * noise3(p * 3.1)) + sStyle[1] * .5 * smoothstep(1.2, 0., p.y);
  diffuseColor.rgb = mix(col, sDust * (.8 + .3 * blot), clamp(dust, 0., .88));
}`,
      );
  };
  material.customProgramCacheKey = () => 'steel';
  return material;
}

/** The plant's paints. @param {string} main @param {string} second */
export function palette(main, second, rust = 0.5, dust = 0.55) {
  return {
    main: steel({ colour: main, rust, dust }),
    second: steel({ colour: second, rust, dust }),
    rail: steel({ colour: '#d9b221', rust: rust * 0.6, dust: dust * 0.5 }),
    steel: steel({ colour: '#6d6f70', rust: rust * 1.1, dust }),
    dark: steel({ colour: '#26282a', rust: 0.1, dust: dust * 0.7 }),
    rubber: steel({ colour: '#1b1b1c', rust: 0, dust: dust * 0.9 }),
    concrete: steel({ colour: '#97938b', rust: 0.15, dust: dust * 0.8 }),
    grate: steel({ colour: '#5b5d5e', rust: rust * 0.8, dust: dust * 0.8 }),
    truck: steel({ colour: '#d98a1c', rust: rust * 0.5, dust }),
    loader: steel({ colour: '#e0a81e', rust: rust * 0.4, dust }),
    glass: steel({ colour: '#27343c', rust: 0, dust: dust * 0.4 }),
    cabin: steel({ colour: '#c9ced0', rust: 0.25, dust: dust * 0.5, ribs: 22 }),
    cabinBlue: steel({ colour: '#2f5f93', rust: 0.3, dust: dust * 0.5, ribs: 22 }),
    red: steel({ colour: '#a8322a', rust: 0.3, dust: dust * 0.5 }),
    blue: steel({ colour: '#2b5b96', rust: 0.3, dust: dust * 0.5 }),
    wood: steel({ colour: '#8d6b45', rust: 0.1, dust: dust * 0.6 }),
    bag: steel({ colour: '#d8d4c8', rust: 0, dust: dust * 0.7 }),
    white: steel({ colour: '#dcdcd6', rust: 0.2, dust: dust * 0.5 }),
    spoil: steel({ colour: '#a39a8c', rust: 0, dust: 0.9 }),
  };
}
