/** Without it no map can be drawn. */
export const hasWebGl = (): boolean => document.createElement('canvas').getContext('webgl2') !== null;
