import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { Identity } from './own-certificate.ts';

export type TrustFile = { readonly type: string; readonly name: string; readonly body: string | Buffer };

/** How a phone comes to trust the station's certificate: a page and the files that it offers, by path. */
export const trustFiles = (
  root: NonNullable<Identity['root']>,
  https_origin: string,
): Map<string, TrustFile> =>
  new Map([
    ['/trust', { type: 'text/html; charset=utf-8', name: '', body: page(root.sha256, https_origin) }],
    ['/trust/landun-ca.crt', { type: 'application/x-x509-ca-cert', name: 'landun-ca.crt', body: root.der }],
    [
      '/trust/landun-ca.mobileconfig',
      { type: 'application/x-apple-aspen-config', name: 'landun-ca.mobileconfig', body: profile(root) },
    ],
  ]);

/** Answers strangers who come in plain text: the trust page and its files, else the way to TLS. */
export const trustServer = (
  fileAt: (path: string) => TrustFile | undefined,
  https_port: () => number,
): Server =>
  createServer({ requestTimeout: 10_000, headersTimeout: 5000 }, (request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const file = fileAt(path === '/' ? '/trust' : path);
    response.setHeader('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'");
    response.setHeader('x-content-type-options', 'nosniff');
    response.setHeader('connection', 'close');
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405).end();
      return;
    }
    if (file === undefined) {
      // The name that was asked for, if it can be one: never anything else from outside in a header.
      const host = /^(\[[\da-f:.]+\]|[\w.-]{1,255})(?::\d+)?$/i.exec(request.headers.host ?? '')?.[1];
      if (host === undefined) response.writeHead(400).end();
      else response.writeHead(308, { location: `https://${host}:${https_port()}${path}` }).end();
      return;
    }
    response.setHeader('content-type', file.type);
    if (file.name !== '') response.setHeader('content-disposition', `attachment; filename="${file.name}"`);
    response.end(request.method === 'HEAD' ? undefined : file.body);
  });

/** A configuration profile for iOS and iPadOS that holds the root; its ids follow from the root. */
const profile = ({ der, sha256 }: NonNullable<Identity['root']>): string => {
  const id = (label: string): string => {
    const hex = createHash('sha256').update(label).update(der).digest('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`.toUpperCase();
  };
  const entry = (key: string, value: string): string => `<key>${key}</key><string>${value}</string>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict>
${entry('PayloadType', 'Configuration')}<key>PayloadVersion</key><integer>1</integer>
${entry('PayloadIdentifier', `landun.station.${sha256.replaceAll(':', '').slice(0, 16).toLowerCase()}`)}
${entry('PayloadUUID', id('profile'))}${entry('PayloadDisplayName', '蓝盾工作站证书')}
${entry('PayloadDescription', `SHA-256 ${sha256}`)}
<key>PayloadContent</key><array><dict>
${entry('PayloadType', 'com.apple.security.root')}<key>PayloadVersion</key><integer>1</integer>
${entry('PayloadIdentifier', `landun.station.root.${sha256.replaceAll(':', '').slice(0, 16).toLowerCase()}`)}
${entry('PayloadUUID', id('root'))}${entry('PayloadDisplayName', '蓝盾工作站根证书')}
<key>PayloadCertificateFileName</key><string>landun-ca.crt</string>
<key>PayloadContent</key><data>${der.toString('base64')}</data>
</dict></array>
</dict></plist>
`;
};

const page = (sha256: string, https_origin: string): string => `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>蓝盾：让手机信任本站证书</title>
<style>
body { margin: 0 auto; padding: 20px 18px 60px; max-width: 34em; background: #fff; color: #10151c;
  font: 17px/1.6 system-ui, -apple-system, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif; }
h1 { font-size: 23px; line-height: 1.35; } h2 { margin: 28px 0 6px; font-size: 19px; }
ol { margin: 0; padding-left: 1.4em; } li { margin: 6px 0; }
a.button { display: block; margin: 12px 0; padding: 14px; border-radius: 10px; background: #0b4fb3; color: #fff;
  font-weight: 600; text-align: center; text-decoration: none; }
code { display: block; padding: 12px; border: 2px solid #10151c; border-radius: 8px; overflow-wrap: anywhere;
  font: 600 15px/1.7 ui-monospace, monospace; }
.en { margin-top: 36px; padding-top: 18px; border-top: 1px solid #aab4c0; color: #47525f; font-size: 15px; }
.warn { padding: 12px; border: 2px solid #b3261e; border-radius: 8px; }
</style>
</head>
<body>
<h1>让手机信任本站证书（只需一次）</h1>
<p>手机与工作站之间加密通信，拍照、离线记录和推送都需要它。证书由本工作站自己签发，不经过任何外部机构，只能用于内网地址。</p>
<p class="warn">安装前请与电脑上“配对手机”窗口显示的指纹逐字核对，<strong>不一致就不要安装</strong>：</p>
<code>${sha256}</code>
<h2>iPhone / iPad</h2>
<a class="button" href="/trust/landun-ca.mobileconfig">下载描述文件</a>
<ol>
<li>用 Safari 打开本页，点“下载描述文件”，选“允许”。</li>
<li>打开“设置”，点顶部“已下载描述文件”，点“安装”，输入锁屏密码。</li>
<li>“设置 › 通用 › 关于本机 › 证书信任设置”，打开“Landun …”的开关。</li>
</ol>
<h2>安卓、鸿蒙</h2>
<a class="button" href="/trust/landun-ca.crt">下载证书</a>
<ol>
<li>点“下载证书”。</li>
<li>“设置 › 安全 › 更多安全设置 › 加密和凭据 › 安装证书 › CA 证书”（各品牌名称略有不同，可在设置里搜索“证书”），点“仍然安装”。</li>
<li>选刚下载的 landun-ca.crt，输入锁屏密码。</li>
</ol>
<h2>完成后</h2>
<a class="button" href="${https_origin}/phone/">打开蓝盾手机页面</a>
<p>没有安全警告就说明成功。然后在电脑上打开“配对手机”，扫描二维码。</p>
<div class="en" lang="en">
<strong>Trust this station once.</strong> Compare the fingerprint above with the one that the computer shows under
“Pair a phone”; if they differ, install nothing. iPhone: download the profile, install it in Settings, then switch it
on under General › About › Certificate Trust Settings. Android: download the certificate and install it as a CA
certificate in the security settings. The certificate can vouch for addresses of private networks alone.
</div>
</body>
</html>
`;
