import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson, casePaths, type CasePackage } from '#common';
import type { StationKey } from '../keys.ts';
import type { Content } from './archive.ts';

type Claims = Omit<CasePackage, 'format' | 'manifest_sha256' | 'tagmanifest_sha256'>;

/** `HASH  PATH` a line; `%`, CR and LF in a path are percent-encoded (RFC 8493 §2.1.3). */
const hashList = (contents: readonly Content[]): string =>
  contents
    .map(
      ({ name, sha256 }) =>
        `${sha256}  ${name.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')}\n`,
    )
    .join('');

const textContent = async (folder: string, name: string, text: string): Promise<Content> => {
  const source = join(folder, name);
  const bytes = Buffer.from(text, 'utf8');
  await writeFile(source, bytes);
  return { name, source, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
};

/**
 * Makes a bag (RFC 8493) of a payload: its declaration, its two lists of hashes, and what the station signs
 * of them. The signature comes last because it stands for everything else.
 */
export const makeBag = async (
  folder: string,
  payload: readonly Content[],
  tags: readonly Content[],
  claims: Claims,
  key: StationKey,
): Promise<Content[]> => {
  const bytes = payload.reduce((sum, content) => sum + content.bytes, 0);
  const declaration = await textContent(
    folder,
    'bagit.txt',
    'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n',
  );
  const info = await textContent(
    folder,
    'bag-info.txt',
    [
      `Source-Organization: ${oneLine(claims.station_id)}`,
      `External-Identifier: ${oneLine(claims.case_number)}`,
      `External-Description: ${oneLine(claims.title)}`,
      `Bagging-Date: ${new Date(claims.created_utc_us / 1000).toISOString().slice(0, 10)}`,
      `Bag-Software-Agent: Landun ${oneLine(claims.app_version)}`,
      `Payload-Oxum: ${bytes}.${payload.length}`,
      '',
    ].join('\n'),
  );
  const manifest = await textContent(folder, casePaths.manifest, hashList(payload));
  const all_tags = [declaration, info, manifest, ...tags];
  const tagmanifest = await textContent(folder, casePaths.tagmanifest, hashList(all_tags));
  const statement: CasePackage = {
    format: 'landun-case-1',
    ...claims,
    manifest_sha256: manifest.sha256,
    tagmanifest_sha256: tagmanifest.sha256,
  };
  const signature = await textContent(folder, casePaths.signature, canonicalJson(key.sign(statement)));
  return [declaration, ...tags, signature, info, ...payload, manifest, tagmanifest];
};

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
