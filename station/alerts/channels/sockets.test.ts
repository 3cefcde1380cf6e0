import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import mqtt, { type IPublishPacket, type Packet } from 'mqtt-packet';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type ErrorCode, FakeClock, unwrap } from '#common';
import { nodeHttp, openers, type Outgoing } from './index.ts';

const net = { http: nodeHttp, clock: new FakeClock() };
const message: Outgoing = {
  kind: 'text',
  key: 'AB23CD-1',
  title: '【蓝盾告警】疑似未佩戴防尘口罩',
  text: '编号：AB23CD-1',
  link: undefined,
  mobiles: [],
  facts: { alert_id: 'alert-1' },
  picture: undefined,
  address: 'li@example.cn',
};

const listen = async (server: Server): Promise<string> => {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return String((server.address() as AddressInfo).port);
};

/** Answers each command by its first word; the rest is taken with 250. */
const mailServer = async (answers: Record<string, string> = {}) => {
  const mails: string[] = [];
  const commands: string[] = [];
  const port = await listen(
    createServer((socket) => {
      let buffered = '';
      let mail: string | undefined;
      socket.write('220 stand-in ESMTP\r\n');
      socket.on('data', (chunk: Buffer) => {
        buffered += chunk.toString();
        for (let end = buffered.indexOf('\r\n'); end >= 0; end = buffered.indexOf('\r\n')) {
          const line = buffered.slice(0, end);
          buffered = buffered.slice(end + 2);
          if (mail !== undefined) {
            if (line !== '.') mail += `${line}\n`;
            else {
              mails.push(mail);
              mail = undefined;
              socket.write(`${answers['.'] ?? '250 queued as 7'}\r\n`);
            }
            continue;
          }
          commands.push(line);
          const word = (line.split(/[ :]/)[0] ?? '').toUpperCase();
          const refused = answers[word];
          if (refused !== undefined) socket.write(`${refused}\r\n`);
          else if (word === 'EHLO') socket.write('250-stand-in\r\n250-AUTH PLAIN LOGIN\r\n250 8BITMIME\r\n');
          else if (word === 'AUTH') socket.write('235 ok\r\n');
          else if (word === 'DATA') {
            mail = '';
            socket.write('354 go on\r\n');
          } else socket.write('250 ok\r\n');
        }
      });
    }),
  );
  const fields = { host: '127.0.0.1', port, security: 'none', from: 'station@example.cn', user: 'u' };
  const send = openers.smtp({ fields, secrets: { password: 'p' } }, net);
  return { mails, commands, send };
};

describe('e-mail', () => {
  it('is sent signed in, to one person, with a message id that stays the same', async () => {
    const { mails, commands, send } = await mailServer();
    expect(unwrap(await send(message))).toContain('queued as 7');
    expect(commands).toContain('RCPT TO:<li@example.cn>');
    expect(commands.some((line) => line.startsWith('AUTH PLAIN'))).toBe(true);
    expect(mails[0]).toContain('Message-ID: <AB23CD-1.text@landun>');
  });

  it('carries the picture', async () => {
    const { mails, send } = await mailServer();
    const picture = Buffer.from('a jpeg, so to say');
    unwrap(await send({ ...message, kind: 'picture', picture }));
    expect(mails[0]).toContain(picture.toString('base64'));
  });

  it.each<[string, string, ErrorCode]>([
    ['AUTH', '535 authentication failed', 'CHANNEL_SETUP_WRONG'],
    ['MAIL', '451 try later', 'CHANNEL_BUSY'],
    ['RCPT', '550 no such user', 'RECIPIENT_GONE'],
    ['RCPT', '452 mailbox full', 'CHANNEL_BUSY'],
    ['.', '554 looks like spam', 'CHANNEL_REJECTED'],
    ['.', '421 too many', 'CHANNEL_BUSY'],
  ])('%s answered by %s is %s', async (word, answer, code) => {
    const { send } = await mailServer({ [word]: answer });
    expect(await send(message)).toMatchObject({ error: { code } });
  });

  it('waits for a server that is not there', async () => {
    const send = openers.smtp(
      { fields: { host: '127.0.0.1', port: '1', security: 'none' }, secrets: {} },
      net,
    );
    expect(await send(message)).toMatchObject({ error: { code: 'CHANNEL_OFFLINE' } });
  });
});

const broker = async (connack: number, puback: number) => {
  const packets: Packet[] = [];
  const port = await listen(
    createServer((socket) => {
      const parser = mqtt.parser({ protocolVersion: 5 });
      const send = (packet: Packet) => socket.write(mqtt.generate(packet, { protocolVersion: 5 }));
      parser.on('packet', (packet) => {
        packets.push(packet);
        if (packet.cmd === 'connect') send({ cmd: 'connack', reasonCode: connack, sessionPresent: false });
        if (packet.cmd === 'publish')
          send({ cmd: 'puback', messageId: packet.messageId ?? 0, reasonCode: puback });
      });
      socket.on('data', (chunk: Buffer) => parser.parse(chunk));
    }),
  );
  const fields = { host: '127.0.0.1', port, topic: 'landun/alerts', user: 'u' };
  return { packets, send: openers.mqtt({ fields, secrets: { password: 'p' } }, net) };
};

describe('MQTT 5', () => {
  it('publishes with QoS 1, an expiry and the key, and believes the PUBACK', async () => {
    const { packets, send } = await broker(0, 0);
    expect(unwrap(await send(message))).toBe('PUBACK 0');
    const [hello, publish] = packets;
    expect(hello).toMatchObject({ protocolVersion: 5, username: 'u', password: Buffer.from('p') });
    expect(publish).toMatchObject({
      topic: 'landun/alerts/text',
      qos: 1,
      properties: { messageExpiryInterval: 1800, userProperties: { key: 'AB23CD-1' } },
    });
    expect(JSON.parse((publish as IPublishPacket).payload.toString())).toMatchObject({ alert_id: 'alert-1' });
  });

  it.each<[number, number, ErrorCode | 'taken']>([
    [0, 0x10, 'taken'],
    [0x86, 0, 'CHANNEL_SETUP_WRONG'],
    [0x87, 0, 'CHANNEL_SETUP_WRONG'],
    [0x8c, 0, 'CHANNEL_SETUP_WRONG'],
    [0x88, 0, 'CHANNEL_BUSY'],
    [0x89, 0, 'CHANNEL_BUSY'],
    [0x97, 0, 'CHANNEL_BUSY'],
    [0x9f, 0, 'CHANNEL_BUSY'],
    [0, 0x80, 'CHANNEL_BUSY'],
    [0, 0x87, 'CHANNEL_SETUP_WRONG'],
    [0, 0x90, 'CHANNEL_SETUP_WRONG'],
    [0, 0x97, 'CHANNEL_BUSY'],
    [0, 0x99, 'CHANNEL_REJECTED'],
  ])('CONNACK %i, PUBACK %i is %s', async (connack, puback, expected) => {
    const { send } = await broker(connack, puback);
    const result = await send(message);
    expect(result.ok ? 'taken' : result.error.code).toBe(expected);
  });

  it('waits for a broker that is not there', async () => {
    const send = openers.mqtt({ fields: { host: '127.0.0.1', port: '1' }, secrets: {} }, net);
    expect(await send(message)).toMatchObject({ error: { code: 'CHANNEL_OFFLINE' } });
  });
});
