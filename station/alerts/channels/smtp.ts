import { createTransport } from 'nodemailer';
import { ok, type Result } from '#common';
import { busy, gone, offline, type OpenChannel, rejected, setupWrong } from './channel.ts';
import { excerpt } from './http.ts';

const timeout_ms = 10_000;

/** 电子邮件: one connection per message; the picture is attached. */
export const smtp: OpenChannel = ({ fields, secrets }) => {
  const security = fields['security'] ?? 'tls';
  const user = fields['user'] ?? '';
  const transport = createTransport({
    host: fields['host'] ?? '',
    port: Number(fields['port'] ?? 465),
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    connectionTimeout: timeout_ms,
    greetingTimeout: timeout_ms,
    socketTimeout: timeout_ms,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(user === '' ? {} : { auth: { user, pass: secrets['password'] ?? '' } }),
  });
  return async ({ kind, key, title, text, address, picture }) => {
    try {
      const sent = await transport.sendMail({
        from: fields['from'] ?? '',
        to: address ?? '',
        // The same in every attempt: mail systems drop the second copy.
        messageId: `<${key}.${kind}@landun>`,
        subject: title,
        text,
        ...(picture === undefined ? {} : { attachments: [{ filename: `${key}.jpg`, content: picture }] }),
      });
      return ok(excerpt(sent.response));
    } catch (error) {
      return faultOf(error);
    }
  };
};

const unknown_mailbox = [550, 551, 553];

/** RFC 5321 §4.2.1: 4yz may be tried again, 5yz not. */
const faultOf = (error: unknown): Result<never> => {
  if (!(error instanceof Error)) return offline('unknown');
  const code = 'code' in error ? String(error.code) : error.name;
  const status = 'responseCode' in error ? Number(error.responseCode) : 0;
  const reply = `${status === 0 ? '' : status} ${code}`.trim();
  if (code === 'EAUTH' || code === 'ETLS' || code === 'ENOAUTH') return setupWrong(reply);
  if (status >= 400 && status < 500) return busy(reply, 60);
  if (unknown_mailbox.includes(status)) return gone(reply);
  if (status >= 500) return rejected(reply);
  return offline(reply);
};
