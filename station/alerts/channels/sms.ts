import { ok } from '#common';
import { type OpenChannel, rejected } from './channel.ts';
import { excerpt, statusFault } from './http.ts';
import { fillTemplate } from './template.ts';

/** 短信 through any gateway that takes one HTTP request: its request and its success answer are settings. */
export const sms: OpenChannel =
  ({ fields, secrets }, { http }) =>
  async ({ key, text, address }) => {
    const content_type = fields['content_type'] ?? 'application/json';
    const authorization = secrets['authorization'] ?? '';
    const reply = await http({
      url: fields['url'] ?? '',
      headers: { 'content-type': content_type, ...(authorization === '' ? {} : { authorization }) },
      body: fillTemplate(fields['body'] ?? '', content_type, { mobile: address ?? '', text, key }),
    });
    if (!reply.ok) return reply;
    const fault = statusFault(reply.value);
    if (fault !== undefined) return fault;
    // Gateways answer HTTP 200 to everything: only the words of success are a success.
    if (!reply.value.text.includes(fields['success'] ?? '')) return rejected(excerpt(reply.value.text));
    return ok(excerpt(reply.value.text));
  };
