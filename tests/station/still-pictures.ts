import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { HttpClient, Running } from './harness.ts';

const testing = join(import.meta.dirname, '../../detector/model/testing');

/** Models that see whoever is red and blue, in a moment. */
export const useTinyModels = async (running: Running, administrator: HttpClient): Promise<void> => {
  const folder = join(running.data_dir, 'models', 'tiny');
  await mkdir(folder, { recursive: true });
  await cp(testing, folder, { recursive: true });
  const manifest = await readFile(join(folder, 'manifest.json'), 'utf8');
  await writeFile(join(folder, 'manifest.json'), manifest.replace('"testing"', '"tiny"'));
  await administrator.get('models.use', { folder: 'tiny' });
};

/** Somebody in blue with a bare red head, as the tiny models see people; seen from 12 m above, by DJI's own words. */
export const still = async (left: number, tags = true): Promise<Buffer> => {
  const square = async (colour: string) =>
    sharp({ create: { width: 32, height: 32, channels: 3, background: colour } })
      .png()
      .toBuffer();
  const picture = sharp({
    create: { width: 640, height: 384, channels: 3, background: '#646464' },
  }).composite([
    { input: await square('#ff0000'), left, top: 128 },
    { input: await square('#0000ff'), left, top: 192 },
  ]);
  if (!tags) return picture.jpeg({ quality: 95 }).toBuffer();
  const gimbal =
    'd:RelativeAltitude="+12.0" d:GimbalYawDegree="+0.0" d:GimbalPitchDegree="-60.0" d:GimbalRollDegree="+0.0"';
  return picture
    .withExif({
      IFD2: { FocalLengthIn35mmFilm: '35' },
      IFD3: {
        GPSLatitudeRef: 'N',
        GPSLatitude: '29/1 54/1 18/1',
        GPSLongitudeRef: 'E',
        GPSLongitude: '121/1 24/1 18/1',
        GPSDateStamp: '2026:11:22',
        GPSTimeStamp: '6/1 3/1 20/1',
      },
    })
    .withXmp(
      `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:drone-dji="http://www.dji.com/drone-dji/1.0/" ${gimbal.replaceAll('d:', 'drone-dji:')}/></rdf:RDF></x:xmpmeta>`,
    )
    .jpeg({ quality: 95 })
    .toBuffer();
};
