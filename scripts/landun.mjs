#!/usr/bin/env node
// The `landun` command in a checkout: builds what changed, then runs the built command line.
import { build } from './build.mjs';

await build();
await import('../dist/landun.js');
