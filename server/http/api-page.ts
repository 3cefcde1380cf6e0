import type { OpenApiDocument } from './openapi.ts';

/**
 * The OpenAPI document as a page to read: plain HTML without a script, since the usual viewers either
 * load from elsewhere or bring telemetry with them.
 */
export const apiPage = (document: OpenApiDocument): string => {
  const sections = Object.entries(document.paths).map(([path, item]) => section(path, item));
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>蓝盾 API</title><style>
body { font: 15px/1.6 system-ui, "Noto Sans CJK SC", sans-serif; max-width: 960px; margin: 2rem auto; padding: 0 1rem; color: #1c2733 }
h2 { font: 600 15px ui-monospace, monospace; margin: 0 } section { border-top: 1px solid #d8dee6; padding: 1rem 0 }
pre { background: #f4f6f9; padding: .8rem; overflow: auto; font-size: 12.5px } b { color: #0b5cad } p { margin: .3rem 0 }
</style></head><body><h1>蓝盾 API · Landun API</h1>
<p>${escape(String(document.info['description']))}</p><p><a href="/api/openapi.json">openapi.json</a></p>
${sections.join('\n')}</body></html>`;
};

const section = (path: string, item: object): string => {
  const [method, operation] = Object.entries(item)[0] ?? ['', {}];
  const { summary, description, ...rest } = operation;
  return `<section><h2><b>${method.toUpperCase()}</b> ${escape(path)}</h2><p>${escape(String(summary))}</p>
<p>${escape(String(description))}</p><details><summary>schema</summary><pre>${escape(JSON.stringify(rest, null, 2))}</pre></details></section>`;
};

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
