import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unwrap } from '#common';
import { readFlatXml } from './flat-xml.ts';
import { openEnvelope, sealEnvelope, type WecomKeys, wecomSignature } from './wecom-envelope.ts';
import { answerCheck, readWecomMessage, sealAnswer } from './wecom-message.ts';

/** The keys and the check of the sample that WeCom ships with its own libraries. */
const keys: WecomKeys = {
  token: 'hJqcu3uJ9Tn2gXPmxx2w9kkCkCE2EPYo',
  aes_key: '6qkdMrq68nTKduznJYO1A37W2oEgpkMUvkttRToqhUt',
  receive_id: 'ww1436e0e65a779aee',
};
const check = {
  msg_signature: '012bc692d0a58dd4b10f8dfe5c4ac00ae211ebeb',
  timestamp: '1476416373',
  nonce: '47744683',
  echostr: 'fsi1xnbH4yQh0+PJxcOdhhK6TDXkjMyhEPA7xB2TGz6b+g7xyAbEkRxN/3cNXW9qdqjnoVzEtpbhnFyq6SVHyA==',
};
const plain =
  '<xml><FromUserName>li</FromUserName><CreateTime>1476422779</CreateTime><MsgType>text</MsgType><Content>你好</Content><MsgId>1</MsgId></xml>';
const encrypted = sealEnvelope(keys, plain, Buffer.alloc(16, 3));
const part = { timestamp: '1476422779', nonce: '1597212914' };
const query = { ...part, msg_signature: wecomSignature(keys.token, { ...part, encrypted }) };
const xml = `<xml><ToUserName><![CDATA[ww1436e0e65a779aee]]></ToUserName>\n<Encrypt><![CDATA[${encrypted}]]></Encrypt>\n<AgentID><![CDATA[1000002]]></AgentID>\n</xml>`;

describe('the envelope of WeCom', () => {
  it('answers the check of an address as WeCom’s own sample has it', () => {
    expect(unwrap(answerCheck(keys, check))).toMatch(/^\d+$/);
  });

  it('opens a message', () => {
    const message = unwrap(readWecomMessage(keys, query, xml));
    expect(message).toMatchObject({ kind: 'text', user_id: 'li', text: '你好', created_s: 1476422779 });
  });

  it('seals to the very bytes of another library', () => {
    const other = {
      ...keys,
      aes_key: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
      receive_id: 'wxb11529c136998cb6',
    };
    expect(sealEnvelope(other, '我是中文abcd123', Buffer.from('aaaabbbbccccdddd'))).toBe(
      'jn1L23DB+6ELqJ+6bruv21Y6MD7KeIfP82D6gU39rmkgczbWwt5+3bnyg5K55bgVtVzd832WzZGMhkP72vVOfg==',
    );
  });

  it('refuses whatever is not signed by the token, sealed by the key or meant for this corp', () => {
    expect(readWecomMessage({ ...keys, token: 'x' }, query, xml)).toMatchObject({
      error: { code: 'HOOK_REFUSED', details: { problem: 'signature' } },
    });
    expect(readWecomMessage({ ...keys, receive_id: 'other' }, query, xml)).toMatchObject({
      error: { details: { problem: 'receiver' } },
    });
    expect(readWecomMessage({ ...keys, aes_key: 'short' }, query, xml)).toMatchObject({
      error: { details: { problem: 'envelope' } },
    });
    expect(readWecomMessage(keys, {}, '<xml><Encrypt>')).toMatchObject({
      error: { details: { problem: 'XML' } },
    });
    expect(readFlatXml('<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')).toMatchObject({ ok: false });
  });

  it('gives back what it sealed, and never throws on what it did not', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 300 }),
        fc.uint8Array({ minLength: 16, maxLength: 16 }),
        (text, random) => {
          const sealed = sealEnvelope(keys, text, Buffer.from(random));
          const signature = wecomSignature(keys.token, { timestamp: '1', nonce: '2', encrypted: sealed });
          const signed = { signature, timestamp: '1', nonce: '2', encrypted: sealed };
          expect(unwrap(openEnvelope(keys, signed))).toBe(Buffer.from(text).toString('utf8'));
        },
      ),
    );
    fc.assert(
      fc.property(fc.base64String({ maxLength: 200 }), (garbage) => {
        const signature = wecomSignature(keys.token, { timestamp: '1', nonce: '2', encrypted: garbage });
        const opened = openEnvelope(keys, { signature, timestamp: '1', nonce: '2', encrypted: garbage });
        expect(opened.ok).toBe(false);
      }),
    );
  });

  it('signs an answer that its reader can open', () => {
    const answer = sealAnswer(
      keys,
      'li',
      { text: '好的 ]]> 完' },
      { now_us: 5_000_000, random: Buffer.alloc(16), nonce: 'n' },
    );
    const outer = unwrap(readFlatXml(answer));
    const opened = openEnvelope(keys, {
      signature: outer['MsgSignature'] ?? '',
      timestamp: outer['TimeStamp'] ?? '',
      nonce: outer['Nonce'] ?? '',
      encrypted: outer['Encrypt'] ?? '',
    });
    expect(unwrap(readFlatXml(unwrap(opened)))).toMatchObject({ ToUserName: 'li', Content: '好的 ]] > 完' });
  });
});
