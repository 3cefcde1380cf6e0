import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { factsOfPicture } from './picture-facts.ts';

type Tags = {
  photo?: Record<string, string>;
  gps?: Record<string, string>;
  xmp?: string;
  orientation?: number;
};

const picture = async ({ photo = {}, gps = {}, xmp, orientation }: Tags): Promise<Buffer> => {
  const plain = sharp({ create: { width: 400, height: 300, channels: 3, background: '#808080' } });
  const tagged = plain.withExif({ IFD2: photo, IFD3: gps });
  const turned = orientation === undefined ? tagged : tagged.withMetadata({ orientation });
  return (xmp === undefined ? turned : turned.withXmp(xmp)).jpeg().toBuffer();
};

const xmp = (attributes: string): string =>
  `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:drone-dji="http://www.dji.com/drone-dji/1.0/" ${attributes}/></rdf:RDF></x:xmpmeta>`;
const gimbal = xmp(
  'drone-dji:RelativeAltitude="+11.80" drone-dji:GimbalYawDegree="-12.50" drone-dji:GimbalPitchDegree="-31.20" drone-dji:GimbalRollDegree="+0.00"',
);
const here = {
  GPSLatitudeRef: 'N',
  GPSLatitude: '29/1 57/1 360000/10000',
  GPSLongitudeRef: 'E',
  GPSLongitude: '121/1 25/1 120000/10000',
};

describe('what a picture tells of itself', () => {
  it('is where the camera was and how it looked, where place, height, gimbal and lens are all told', async () => {
    const facts = await factsOfPicture(
      await picture({ photo: { FocalLengthIn35mmFilm: '72' }, gps: here, xmp: gimbal }),
    );
    expect(facts.position?.lat_deg).toBeCloseTo(29.96, 6);
    expect(facts.position?.lon_deg).toBeCloseTo(121.42, 6);
    expect(facts.stand).toMatchObject({ up_m: 11.8, yaw_deg: -12.5, pitch_deg: -31.2, roll_deg: 0 });
    // 4:3 of a 43.27-mm diagonal is 34.6 mm wide: 2 atan(34.6 / 144).
    expect(facts.stand?.hfov_deg).toBeCloseTo(27.04, 1);
    expect(facts.is_upright_jpeg).toBe(true);
  });

  it('is no camera where one of them lacks, or the picture was turned', async () => {
    const lens = { FocalLengthIn35mmFilm: '72' };
    for (const tags of [
      { gps: here, xmp: gimbal },
      { photo: lens, xmp: gimbal },
      { photo: lens, gps: here },
      { photo: lens, gps: here, xmp: xmp('drone-dji:GimbalYawDegree="+1.0"') },
    ])
      expect((await factsOfPicture(await picture(tags))).stand).toBeUndefined();
    const turned = await factsOfPicture(
      await picture({ photo: lens, gps: here, xmp: gimbal, orientation: 6 }),
    );
    expect(turned).toMatchObject({ stand: undefined, is_upright_jpeg: false });
    expect(turned.position?.lat_deg).toBeCloseTo(29.96, 6);
  });

  it('is the time of the satellites, else of the camera with a larger error, else none', async () => {
    const taken = async (tags: Tags) => (await factsOfPicture(await picture(tags))).taken;
    const clock = { DateTimeOriginal: '2026:11:22 14:03:20' };
    const gps = { GPSDateStamp: '2026:11:22', GPSTimeStamp: '6/1 3/1 20/1' };
    const utc_us = Date.UTC(2026, 10, 22, 6, 3, 20) * 1000;
    expect(await taken({ photo: clock, gps })).toEqual({ utc_us, error_us: 1_000_000 });
    expect(await taken({ photo: clock })).toEqual({ utc_us, error_us: 120_000_000 });
    expect(await taken({ photo: { ...clock, OffsetTimeOriginal: '+05:30' } })).toEqual({
      utc_us: Date.UTC(2026, 10, 22, 8, 33, 20) * 1000,
      error_us: 120_000_000,
    });
    expect(await taken({})).toBeUndefined();
  });

  it('is nothing where a receiver had no fix', async () => {
    const zero = { ...here, GPSLatitude: '0/1 0/1 0/1', GPSLongitude: '0/1 0/1 0/1' };
    expect((await factsOfPicture(await picture({ gps: zero }))).position).toBeUndefined();
  });

  it('never stops a picture from being judged, whatever its blocks hold', async () => {
    const bytes = await picture({ photo: { FocalLengthIn35mmFilm: '72' }, gps: here, xmp: gimbal });
    const at = bytes.indexOf('Exif');
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 6, max: 300 }),
        fc.integer({ min: 0, max: 255 }),
        async (offset, value) => {
          const broken = Buffer.from(bytes);
          broken[at + offset] = value;
          const { stand, position } = await factsOfPicture(broken).catch(() => ({
            stand: undefined,
            position: undefined,
          }));
          expect(position === undefined || Math.abs(position.lat_deg) <= 90).toBe(true);
          expect(stand === undefined || Number.isFinite(stand.hfov_deg)).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
    await expect(factsOfPicture(Buffer.from('no picture'))).rejects.toThrow(/unsupported image format/);
  });
});
