import type { ChannelKind } from '#common';
import type { OpenChannel } from './channel.ts';
import { dingtalkNotice } from './dingtalk-notice.ts';
import { dingtalkRobot } from './dingtalk-robot.ts';
import { feishuRobot } from './feishu-robot.ts';
import { loudspeaker } from './loudspeaker.ts';
import { mqttChannel } from './mqtt.ts';
import { sms } from './sms.ts';
import { smtp } from './smtp.ts';
import { webPush } from './web-push.ts';
import { webhook } from './webhook.ts';
import { wecomApp, wecomRobot } from './wecom.ts';

export type { ChannelConfig, Net, OpenChannel, Outgoing, Send } from './channel.ts';
export { nodeHttp } from './http.ts';
export { createRtpPlayer } from './play-rtp.ts';

/** How each kind of channel is opened; `in_app` is the station's own and has no service. */
export const openers: Readonly<Record<Exclude<ChannelKind, 'in_app'>, OpenChannel>> = {
  dingtalk_robot: dingtalkRobot,
  dingtalk_notice: dingtalkNotice,
  wecom_robot: wecomRobot,
  wecom_app: wecomApp,
  feishu_robot: feishuRobot,
  sms,
  web_push: webPush,
  smtp,
  mqtt: mqttChannel,
  webhook,
  loudspeaker,
};
