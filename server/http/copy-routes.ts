import type { FastifyInstance, FastifyReply } from 'fastify';
import { describeError, type Fault } from '#common';
import type { Station } from '#station';

type Files = { readonly name: string; readonly bytes: number; readonly sha256: string }[];
type Route = { Params: { export_id: string } };

/** 查阅页: where the other party types its code and fetches its copy. A page of its own, without scripts. */
export const addCopyRoutes = (app: FastifyInstance, station: Station): void => {
  void app.register(async (scope) => {
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: 4096 },
      (_request, body, done) => done(null, new URLSearchParams(String(body))),
    );
    scope.get<Route>('/copy/:export_id', async (_request, reply) => send(reply, codeForm('')));
    scope.post<Route>('/copy/:export_id', async ({ params, body }, reply) => {
      const form = body instanceof URLSearchParams ? body : new URLSearchParams();
      const code = form.get('code') ?? '';
      const name = form.get('name');
      if (name !== null) {
        const file = await station.partyCopies.fetch(params.export_id, code, name);
        if (!file.ok) return send(reply, codeForm(said(file.error)), 403);
        return reply
          .header('cache-control', 'private, no-store')
          .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}`)
          .sendFile(file.value.path, file.value.folder, { cacheControl: false });
      }
      const copy = await station.partyCopies.open(params.export_id, code);
      return copy.ok
        ? send(reply, list(`${copy.value.case_number} ${copy.value.title}`, code, copy.value.files))
        : send(reply, codeForm(said(copy.error)), 403);
    });
  });
};

const said = ({ code, details }: Fault): string => {
  const { message, next } = describeError(code, details, 'zh');
  return `${message}。${next}`;
};

const send = (reply: FastifyReply, body: string, status = 200): FastifyReply =>
  reply
    .status(status)
    .header('cache-control', 'no-store')
    // Without a referrer a browser names no origin with a form either, and is refused.
    .header('referrer-policy', 'same-origin')
    .type('text/html; charset=utf-8')
    .send(page(body));

const escaped = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const codeForm = (problem: string): string => `
<p>请输入执法机关告知的查阅码，查阅本案证据材料（已隐去无关人员面部）。每次查阅均记录在案。</p>
${problem === '' ? '' : `<p class="problem" role="alert">${escaped(problem)}</p>`}
<form method="post"><label>查阅码 <input name="code" autocomplete="off" maxlength="20" required autofocus></label>
<button>查阅</button></form>`;

const list = (title: string, code: string, files: Files): string => `
<h2>${escaped(title)}</h2>
<p>下载后解压，用浏览器打开其中的 verify.html 可离线核验材料未被改动。</p>
${files
  .map(
    ({
      name,
      bytes,
      sha256,
    }) => `<form method="post"><input type="hidden" name="code" value="${escaped(code)}">
<button name="name" value="${escaped(name)}">下载 ${escaped(name)}</button>
<small>${(bytes / 1e6).toFixed(1)} MB · SHA-256 ${escaped(sha256)}</small></form>`,
  )
  .join('\n')}
<p>对材料有异议的，可以向执法机关陈述、申辩。</p>`;

const page = (body: string): string => `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex"><title>案件材料查阅</title>
<style>body{font:16px/1.6 system-ui,'Noto Sans SC',sans-serif;max-width:640px;margin:40px auto;padding:0 20px;color:#1a222c}
input{font:inherit;letter-spacing:2px;padding:8px;width:14em;text-transform:uppercase}button{font:inherit;padding:8px 18px}
form{margin:16px 0}small{display:block;color:#667;overflow-wrap:anywhere}.problem{color:#b3261e}</style></head>
<body><h1>案件材料查阅</h1>${body}</body></html>`;
