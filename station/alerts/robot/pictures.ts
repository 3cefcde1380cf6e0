import { z } from 'zod';
import { type Clock, ok, type Result } from '#common';
import { AccessToken } from '../channels/access-token.ts';
import { offline, rejected, setupWrong, type ChannelConfig } from '../channels/channel.ts';
import { dingtalkReactions } from '../channels/dingtalk-notice.ts';
import { type Http, postJson, statusFault } from '../channels/http.ts';
import { wecomReactions } from '../channels/wecom.ts';

export const most_photo_bytes = 20 * 1024 * 1024;
const timeout_ms = 20_000;

/** The bytes behind an address; never follows a redirect, never reads more than 20 MB. */
export type FetchBytes = (url: string) => Promise<Result<Buffer>>;

export const nodeFetchBytes: FetchBytes = async (url) => {
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(timeout_ms) });
    if (response.status !== 200 || response.body === null) return rejected(`HTTP ${response.status}`);
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    // A stream of Node's fetch yields its chunks; TypeScript's DOM type does not say so.
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      bytes += chunk.length;
      if (bytes > most_photo_bytes) return rejected('the photo is larger than 20 MB');
      chunks.push(chunk);
    }
    return ok(Buffer.concat(chunks));
  } catch (error) {
    return offline(error instanceof Error ? error.name : 'unknown');
  }
};

type Net = { readonly http: Http; readonly clock: Clock; readonly fetchBytes: FetchBytes };

const downloadSchema = z.object({ downloadUrl: z.url({ protocol: /^https?$/ }) });

/** 钉钉: a download code and the robot's code give an address for a while, which gives the picture. */
export const dingtalkPicture = async (
  { fields, secrets }: ChannelConfig,
  { http, clock, fetchBytes }: Net,
  { download_code, robot_code }: { readonly download_code: string; readonly robot_code: string | undefined },
): Promise<Result<Buffer>> => {
  const app_key = fields['app_key'] ?? '';
  if (app_key === '') return setupWrong('no AppKey');
  const token_url = new URL('/gettoken', fields['api']);
  token_url.searchParams.set('appkey', app_key);
  token_url.searchParams.set('appsecret', secrets['app_secret'] ?? '');
  const ask = () => http({ method: 'GET', url: token_url.href });
  const token = await new AccessToken(ask, clock, dingtalkReactions).get();
  if (!token.ok) return token;
  const url = new URL('/v1.0/robot/messageFiles/download', fields['new_api']);
  const body = { downloadCode: download_code, robotCode: robot_code ?? app_key };
  const reply = await postJson(http, url.href, body, { 'x-acs-dingtalk-access-token': token.value });
  if (!reply.ok) return reply;
  const fault = statusFault(reply.value);
  if (fault !== undefined) return fault;
  const parsed = downloadSchema.safeParse(readJson(reply.value.text));
  return parsed.success ? fetchBytes(parsed.data.downloadUrl) : rejected('no downloadUrl');
};

/** 企业微信: a temporary medium of the app. */
export const wecomPicture = async (
  { fields, secrets }: ChannelConfig,
  { http, clock, fetchBytes }: Net,
  media_id: string,
): Promise<Result<Buffer>> => {
  const token_url = new URL('/cgi-bin/gettoken', fields['api']);
  token_url.searchParams.set('corpid', fields['corp_id'] ?? '');
  token_url.searchParams.set('corpsecret', secrets['secret'] ?? '');
  const ask = () => http({ method: 'GET', url: token_url.href });
  const token = await new AccessToken(ask, clock, wecomReactions).get();
  if (!token.ok) return token;
  const url = new URL('/cgi-bin/media/get', fields['api']);
  url.searchParams.set('access_token', token.value);
  url.searchParams.set('media_id', media_id);
  return fetchBytes(url.href);
};

const readJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
