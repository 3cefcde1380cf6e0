import { fail, ok, type Result } from '#common';
import { cdata, readFlatXml } from './flat-xml.ts';
import { openEnvelope, sealEnvelope, type WecomKeys, wecomSignature } from './wecom-envelope.ts';

export type WecomQuery = Readonly<Record<string, string | undefined>>;

/** What a member of the corp sent to the app, or pressed on one of its cards. */
export type WecomMessage = {
  readonly id: string;
  readonly user_id: string;
  readonly created_s: number;
} & (
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'image'; readonly media_id: string }
  | { readonly kind: 'button'; readonly button: string; readonly task_id: string }
  | { readonly kind: 'other' }
);

/** The check of the address: `echostr` in plaintext is what WeCom wants back. */
export const answerCheck = (keys: WecomKeys, query: WecomQuery): Result<string> =>
  openEnvelope(keys, { ...signedPart(query), encrypted: query['echostr'] ?? '' });

export const readWecomMessage = (keys: WecomKeys, query: WecomQuery, xml: string): Result<WecomMessage> => {
  const outer = readFlatXml(xml);
  if (!outer.ok) return outer;
  const plain = openEnvelope(keys, { ...signedPart(query), encrypted: outer.value['Encrypt'] ?? '' });
  if (!plain.ok) return plain;
  const inner = readFlatXml(plain.value);
  if (!inner.ok) return inner;
  const fields = inner.value;
  const user_id = fields['FromUserName'] ?? '';
  const created_s = Number(fields['CreateTime']);
  if (user_id === '' || user_id.length > 128 || !Number.isSafeInteger(created_s))
    return fail('HOOK_REFUSED', { problem: 'body' });
  const id = (fields['MsgId'] ?? [user_id, created_s, fields['Event'], fields['TaskId']].join('/')).slice(
    0,
    200,
  );
  const common = { id, user_id, created_s };
  const type = fields['MsgType'];
  if (type === 'text') return ok({ ...common, kind: 'text', text: fields['Content'] ?? '' });
  if (type === 'image') return ok({ ...common, kind: 'image', media_id: fields['MediaId'] ?? '' });
  if (type === 'event' && fields['Event'] === 'template_card_event')
    return ok({
      ...common,
      kind: 'button',
      button: fields['EventKey'] ?? '',
      task_id: fields['TaskId'] ?? '',
    });
  return ok({ ...common, kind: 'other' });
};

type Answer = { readonly text: string } | { readonly button: string };

/** The answer inside the reply to the callback: a text, or the new words on the card's button. */
export const sealAnswer = (
  keys: WecomKeys,
  to: string,
  answer: Answer,
  { now_us, random, nonce }: { readonly now_us: number; readonly random: Buffer; readonly nonce: string },
): string => {
  const timestamp = String(Math.floor(now_us / 1_000_000));
  const said =
    'text' in answer
      ? `<MsgType><![CDATA[text]]></MsgType><Content>${cdata(answer.text)}</Content>`
      : `<MsgType><![CDATA[update_button]]></MsgType><Button><ReplaceName>${cdata(answer.button)}</ReplaceName></Button>`;
  const xml = `<xml><ToUserName>${cdata(to)}</ToUserName><FromUserName>${cdata(keys.receive_id)}</FromUserName><CreateTime>${timestamp}</CreateTime>${said}</xml>`;
  const encrypted = sealEnvelope(keys, xml, random);
  const signature = wecomSignature(keys.token, { timestamp, nonce, encrypted });
  return `<xml><Encrypt>${cdata(encrypted)}</Encrypt><MsgSignature>${cdata(signature)}</MsgSignature><TimeStamp>${timestamp}</TimeStamp><Nonce>${cdata(nonce)}</Nonce></xml>`;
};

const signedPart = (query: WecomQuery) => ({
  signature: query['msg_signature'] ?? '',
  timestamp: query['timestamp'] ?? '',
  nonce: query['nonce'] ?? '',
});
