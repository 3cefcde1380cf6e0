import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import mqtt, { type Packet } from 'mqtt-packet';
import { ok, type Result } from '#common';
import { busy, offline, type OpenChannel, rejected, setupWrong } from './channel.ts';

const timeout_ms = 10_000;
const message_expiry_s = 1800;

/** MQTT 5 §2.4: what the reason codes of CONNACK and PUBACK ask for. */
const waits_s: Readonly<Record<number, number>> = {
  0x80: 30,
  0x83: 30,
  0x88: 30,
  0x89: 30,
  0x93: 30,
  0x97: 60,
  0x9f: 60,
};
const refused = [0x95, 0x99];

const reactTo = (reason: number): Result<never> => {
  const reply = `MQTT 0x${reason.toString(16)}`;
  const wait_s = waits_s[reason];
  if (wait_s !== undefined) return busy(reply, wait_s);
  return refused.includes(reason) ? rejected(reply) : setupWrong(reply);
};

/** MQTT 5 for other platforms: QoS 1, so that the broker's PUBACK is the receipt. One connection per message. */
export const mqttChannel: OpenChannel =
  ({ fields, secrets }) =>
  async ({ kind, key, title, text, link, facts, picture }) => {
    const topic = `${fields['topic'] ?? 'landun/alerts'}/${kind}`;
    const payload = picture ?? JSON.stringify({ kind, key, title, text, link, ...facts });
    const at = { host: fields['host'] ?? '', port: Number(fields['port'] ?? 1883) };
    const socket = fields['security'] === 'tls' ? connectTls({ ...at, servername: at.host }) : connect(at);
    const user = fields['user'] ?? '';
    return exchange(socket, [
      {
        cmd: 'connect',
        protocolId: 'MQTT',
        protocolVersion: 5,
        clean: true,
        clientId: `landun-${randomBytes(6).toString('hex')}`,
        keepalive: 30,
        ...(user === '' ? {} : { username: user, password: Buffer.from(secrets['password'] ?? '') }),
      },
      {
        cmd: 'publish',
        topic,
        payload,
        qos: 1,
        dup: false,
        retain: false,
        messageId: 1,
        properties: {
          messageExpiryInterval: message_expiry_s,
          contentType: picture === undefined ? 'application/json' : 'image/jpeg',
          userProperties: { key },
        },
      },
    ]);
  };

const exchange = (socket: Socket, [hello, publish]: [Packet, Packet]): Promise<Result<string>> =>
  new Promise((resolve) => {
    const parser = mqtt.parser({ protocolVersion: 5 });
    const finish = (result: Result<string>): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(result);
    };
    const timer = setTimeout(() => finish(offline('timeout')), timeout_ms);
    const send = (packet: Packet): void => {
      socket.write(mqtt.generate(packet, { protocolVersion: 5 }));
    };
    const ready = 'authorized' in socket ? 'secureConnect' : 'connect';
    socket.on(ready, () => send(hello));
    socket.on('data', (bytes: Buffer) => parser.parse(bytes));
    socket.on('error', (error: NodeJS.ErrnoException) => finish(offline(error.code ?? error.name)));
    socket.on('close', () => finish(offline('closed')));
    parser.on('error', () => finish(setupWrong('not MQTT 5')));
    parser.on('packet', (packet) => {
      if (packet.cmd === 'connack') {
        const reason = packet.reasonCode ?? packet.returnCode ?? 0;
        if (reason === 0) send(publish);
        else finish(reactTo(reason));
      } else if (packet.cmd === 'puback') {
        const reason = packet.reasonCode ?? 0;
        // 0x10: taken, though nobody listens at the moment.
        finish(reason === 0 || reason === 0x10 ? ok(`PUBACK ${reason}`) : reactTo(reason));
      } else if (packet.cmd === 'disconnect') finish(reactTo(packet.reasonCode ?? 0x80));
    });
  });
