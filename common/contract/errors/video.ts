import type { ErrorEntry } from './entry.ts';

/** Faults of the video side: ffmpeg, sources, recording, clips. */
export const videoErrors = {
  FFMPEG_MISSING: {
    status: 500,
    message: { zh: '找不到 ffmpeg（已查找：{tried}）', en: 'ffmpeg was not found (looked at: {tried})' },
    next: {
      zh: '请安装 ffmpeg 4.4 或更高版本，或用环境变量 FFMPEG_BIN 指定其路径。',
      en: 'Install ffmpeg 4.4 or newer, or name its path in the environment variable FFMPEG_BIN.',
    },
  },
  FFMPEG_UNUSABLE: {
    status: 500,
    message: { zh: '{path} 不能使用：{problem}', en: '{path} cannot be used: {problem}' },
    next: {
      zh: '请安装 ffmpeg 4.4 或更高版本，或用环境变量 FFMPEG_BIN 指定其路径。',
      en: 'Install ffmpeg 4.4 or newer, or name its path in the environment variable FFMPEG_BIN.',
    },
  },
  STREAM_URL_INVALID: {
    status: 400,
    message: {
      zh: '视频地址的 {field} 不正确：{problem}',
      en: 'The {field} of the stream address is wrong: {problem}',
    },
    next: {
      zh: '支持 rtsp://、rtmp://、srt://、udp://、http(s)://…m3u8 和 file:///；请更正该项。',
      en: 'Use rtsp://, rtmp://, srt://, udp://, http(s)://…m3u8 or file:/// and correct that part.',
    },
  },
  STREAM_REFUSED: {
    status: 502,
    message: { zh: '{url} 拒绝连接', en: '{url} refused the connection' },
    next: {
      zh: '请检查地址、端口，以及图传服务是否已启动；系统会继续重连。',
      en: 'Check the address, the port and that the sender is running; reconnecting goes on.',
    },
  },
  STREAM_HOST_UNKNOWN: {
    status: 502,
    message: { zh: '无法解析或到达 {url} 的主机', en: 'The host of {url} cannot be resolved or reached' },
    next: {
      zh: '请检查主机名和网络；系统会继续重连。',
      en: 'Check the host name and the network; reconnecting goes on.',
    },
  },
  STREAM_NOT_FOUND: {
    status: 502,
    message: { zh: '{url} 上没有该视频流', en: 'There is no such stream at {url}' },
    next: {
      zh: '请检查地址中的路径或流名，并确认对方正在推流。',
      en: 'Check the path or stream name, and that the sender is publishing.',
    },
  },
  STREAM_LOGIN_REFUSED: {
    status: 502,
    message: {
      zh: '{url} 不接受所给的用户名、密码或口令',
      en: '{url} does not accept the user, password or passphrase',
    },
    next: { zh: '请更正用户名、密码或口令。', en: 'Correct the user, password or passphrase.' },
  },
  STREAM_TIMEOUT: {
    status: 504,
    message: {
      zh: '{url} 在 {waited_ms} 毫秒内没有送出视频',
      en: '{url} gave no video within {waited_ms} ms',
    },
    next: {
      zh: '请检查对方是否在推流以及网络是否通畅；系统会继续重连。',
      en: 'Check that the source is sending and the network is good; reconnecting goes on.',
    },
  },
  STREAM_NO_SENDER: {
    status: 504,
    message: {
      zh: '正在 {url} 等待推流，{waited_ms} 毫秒内没有收到视频',
      en: 'Waiting at {url}: nobody sent video within {waited_ms} ms',
    },
    next: {
      zh: '请在图传设备上开始推流到该地址；系统一直在等待。',
      en: 'Start sending to this address from the aircraft or encoder; the station keeps waiting.',
    },
  },
  STREAM_STALLED: {
    status: 504,
    message: { zh: '{url} 已 {silent_ms} 毫秒没有新画面', en: '{url} has sent no frame for {silent_ms} ms' },
    next: { zh: '请检查图传链路；系统正在重连。', en: 'Check the video link; the station is reconnecting.' },
  },
  STREAM_LOST: {
    status: 502,
    message: { zh: '与 {url} 的连接已断开', en: 'The connection to {url} was lost' },
    next: { zh: '请检查图传链路；系统正在重连。', en: 'Check the video link; the station is reconnecting.' },
  },
  STREAM_ENDED: {
    status: 410,
    message: { zh: '文件 {url} 已播放完毕', en: 'The file {url} has been played to its end' },
    next: {
      zh: '需要重复播放时请在地址后加 ?loop=true。',
      en: 'Add ?loop=true to the address to play it again and again.',
    },
  },
  STREAM_NO_VIDEO: {
    status: 422,
    message: { zh: '{url} 中没有视频轨', en: '{url} carries no video track' },
    next: { zh: '请在发送端启用视频。', en: 'Turn on video at the sender.' },
  },
  STREAM_NOT_MEDIA: {
    status: 422,
    message: {
      zh: '{url} 返回的不是视频（例如网页）',
      en: 'What {url} answers is not video (a web page, for example)',
    },
    next: {
      zh: '请检查地址和端口是否属于视频服务。',
      en: 'Check that the address and port belong to a video service.',
    },
  },
  STREAM_CODEC_UNSUPPORTED: {
    status: 422,
    message: {
      zh: '{url} 的视频编码 {codec} 不受支持',
      en: 'The video codec {codec} of {url} is not supported',
    },
    next: {
      zh: '请将发送端设置为 H.264（推荐）或 H.265。',
      en: 'Set the sender to H.264 (preferred) or H.265.',
    },
  },
  STREAM_FILE_MISSING: {
    status: 404,
    message: { zh: '找不到文件 {url}', en: 'There is no file {url}' },
    next: { zh: '请检查路径和读取权限。', en: 'Check the path and that it may be read.' },
  },
  STREAM_FILE_TRUNCATED: {
    status: 422,
    message: { zh: '文件 {url} 不完整', en: 'The file {url} is cut short' },
    next: { zh: '请重新复制该文件。', en: 'Copy the file again.' },
  },
  STREAM_KEY_WRONG: {
    status: 403,
    message: {
      zh: '有设备用错误的应用名、流密钥或流 ID 推流到 {url}，已断开',
      en: 'A sender used a wrong app, stream key or stream id at {url} and was cut off',
    },
    next: {
      zh: '请在图传设备上更正推流地址。',
      en: 'Correct the publishing address on the aircraft or encoder.',
    },
  },
  STREAM_PORT_IN_USE: {
    status: 409,
    message: { zh: '{url} 的端口已被占用', en: 'The port of {url} is in use' },
    next: {
      zh: '请关闭占用该端口的程序，或换一个端口。',
      en: 'End the program that uses it, or choose another port.',
    },
  },
  STREAM_FORMAT_CHANGED: {
    status: 502,
    message: {
      zh: '{url} 的画面尺寸或编码中途改变，正在重新连接',
      en: 'The picture size or coding of {url} changed under way; it is being connected anew',
    },
    next: {
      zh: '无需操作；切换镜头或分辨率后属正常。',
      en: 'Nothing to do: this is normal after a change of lens or resolution.',
    },
  },
  STREAM_CLOCK_JUMPED: {
    status: 502,
    message: {
      zh: '{url} 的时间戳倒退，已重新连接',
      en: 'The time stamps of {url} went back; it was connected anew',
    },
    next: {
      zh: '如反复出现，请检查发送端编码器。',
      en: 'If it comes again and again, look at the sender’s encoder.',
    },
  },
  FRAGMENT_MALFORMED: {
    status: 422,
    message: {
      zh: '视频数据在第 {at_byte} 字节（{box}）处损坏：{problem}',
      en: 'The video data is broken at byte {at_byte} ({box}): {problem}',
    },
    next: {
      zh: '系统会重新连接；文件请从来源重新获取。',
      en: 'The station reconnects; fetch a file again from its source.',
    },
  },
  RECORDING_FAILED: {
    status: 500,
    message: {
      zh: '无法写入录像 {path}：{problem}',
      en: 'The recording {path} cannot be written: {problem}',
    },
    next: {
      zh: '请检查磁盘和权限；录像会自动恢复。',
      en: 'Check the disk and its permissions; recording resumes by itself.',
    },
  },
  CLIP_NOT_RECORDED: {
    status: 404,
    message: {
      zh: '连接 {epoch} 的 {from_pts_us}–{to_pts_us} 微秒没有录像',
      en: 'Nothing is recorded of connection {epoch} from {from_pts_us} to {to_pts_us} µs',
    },
    next: {
      zh: '该时段可能已断流或已超出保留期。',
      en: 'The stream may have been down then, or the recording has expired.',
    },
  },
  CLIP_FAILED: {
    status: 500,
    message: { zh: '剪辑 {name} 失败：{problem}', en: 'The clip {name} could not be made: {problem}' },
    next: { zh: '原始录像仍保留，请重试。', en: 'The recording itself is kept; try again.' },
  },
} as const satisfies Record<string, ErrorEntry>;
