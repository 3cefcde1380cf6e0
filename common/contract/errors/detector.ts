import type { ErrorEntry } from './entry.ts';

const anotherModel = {
  zh: '请恢复随蓝盾发布的模型文件夹，或按 detector/models 的说明重新导出模型。',
  en: 'Restore the model folder shipped with Landun, or export the model again as detector/models describes.',
};

/** Faults of models, frames and the detector process. */
export const detectorErrors = {
  MODEL_NOT_FOUND: {
    status: 500,
    message: {
      zh: '无法读取模型文件 {path}：{problem}',
      en: 'The model file {path} cannot be read: {problem}',
    },
    next: anotherModel,
  },
  MODEL_MANIFEST_INVALID: {
    status: 500,
    message: {
      zh: '模型清单 {path} 的 {field} 不合要求：{problem}',
      en: '{field} of the model manifest {path} is not acceptable: {problem}',
    },
    next: { zh: '请更正清单中的该项。', en: 'Correct that field of the manifest.' },
  },
  MODEL_HASH_MISMATCH: {
    status: 500,
    message: {
      zh: '模型文件 {path} 与清单不符：sha256 为 {found}，应为 {expected}',
      en: '{path} is not the file its manifest names: sha256 is {found}, expected {expected}',
    },
    next: anotherModel,
  },
  MODEL_NOT_ONNX: {
    status: 500,
    message: {
      zh: '{path} 不是可用的 ONNX 模型：{problem}',
      en: '{path} is not an ONNX model that can be run: {problem}',
    },
    next: anotherModel,
  },
  MODEL_SHAPE_MISMATCH: {
    status: 500,
    message: {
      zh: '模型 {path} 的 {field} 是 {found}，应为 {expected}',
      en: '{field} of the model {path} is {found}; {expected} is needed',
    },
    next: anotherModel,
  },
  MODEL_OUTPUT_INVALID: {
    status: 500,
    message: {
      zh: '模型 {path} 的输出 {field} 不合要求：{problem}',
      en: 'The output {field} of the model {path} is not acceptable: {problem}',
    },
    next: anotherModel,
  },
  INPUT_NOT_FOUND: {
    status: 404,
    message: { zh: '无法读取输入 {path}：{problem}', en: 'The input {path} cannot be read: {problem}' },
    next: { zh: '请检查路径与读取权限。', en: 'Check the path and that it may be read.' },
  },
  INPUT_EMPTY: {
    status: 400,
    message: { zh: '文件夹 {path} 中没有图片', en: 'There is no picture in the folder {path}' },
    next: {
      zh: '支持 {extensions}；视频请直接给出文件。',
      en: 'Pictures are {extensions}; name a video file itself.',
    },
  },
  DATASET_INVALID: {
    status: 400,
    message: {
      zh: '数据集 {path} 不合要求：{problem}',
      en: 'The data set {path} is not acceptable: {problem}',
    },
    next: {
      zh: '支持 labels.json、COCO（JSON）与 YOLO（data.yaml 或 classes.txt）；请更正所指之处。',
      en: 'It may be labels.json, COCO (JSON) or YOLO (data.yaml or classes.txt); correct the place named.',
    },
  },
  INPUT_NOT_PICTURE: {
    status: 400,
    message: {
      zh: '{path} 不是可读的图片：{problem}',
      en: '{path} is not a picture that can be read: {problem}',
    },
    next: {
      zh: '请确认文件完整，格式为 {extensions}。',
      en: 'Make sure that the file is whole and one of {extensions}.',
    },
  },
  VIDEO_UNREADABLE: {
    status: 400,
    message: {
      zh: '{path} 既不是图片也不是可读的视频：{problem}',
      en: '{path} is neither a picture nor a video that can be read: {problem}',
    },
    next: {
      zh: '请确认文件完整；录制中断的文件可先用 ffmpeg 修复。',
      en: 'Make sure that the file is whole; a file cut off while recording may be repaired with ffmpeg first.',
    },
  },
  VIDEO_NO_TRACK: {
    status: 400,
    message: { zh: '{path} 没有视频轨', en: '{path} has no video track' },
    next: { zh: '请选择含有画面的文件。', en: 'Choose a file that has pictures.' },
  },
  VIDEO_TRUNCATED: {
    status: 400,
    message: {
      zh: '{path} 在第 {frames} 帧后无法继续解码：{problem}',
      en: '{path} cannot be decoded beyond frame {frames}: {problem}',
    },
    next: { zh: '请重新获取完整的文件。', en: 'Get the whole file again.' },
  },
  BENCH_PEER_MISSING: {
    status: 500,
    message: {
      zh: '无法运行对照用的 Python 程序：{problem}',
      en: 'The Python program to compare with cannot be run: {problem}',
    },
    next: {
      zh: 'Debian：apt install python3-opencv，并用 pip 安装 onnxruntime；其他解释器用 LANDUN_PEER_PYTHON 指定。',
      en: 'Debian: apt install python3-opencv, and onnxruntime by pip; name another interpreter with LANDUN_PEER_PYTHON.',
    },
  },
  DECODER_MISSING: {
    status: 500,
    message: { zh: '无法运行 ffmpeg（{path}）：{problem}', en: 'ffmpeg ({path}) cannot be run: {problem}' },
    next: {
      zh: '请安装 ffmpeg，或用 FFMPEG_BIN 指定其路径。',
      en: 'Install ffmpeg, or name it with FFMPEG_BIN.',
    },
  },
  DECODER_ENDED: {
    status: 503,
    message: { zh: '画面解码中断：{problem}', en: 'Decoding of the picture stopped: {problem}' },
    next: {
      zh: '录像不受影响，检测将从下一个关键帧恢复。',
      en: 'Recording goes on; detection resumes at the next key frame.',
    },
  },
  DETECTOR_DOWN: {
    status: 503,
    message: {
      zh: '检测进程中断：{problem}（第 {restarts} 次重启）',
      en: 'The detector process ended: {problem} (restart {restarts})',
    },
    next: {
      zh: '录像不受影响，检测会自动恢复；若反复出现请查看日志。',
      en: 'Recording goes on and detection comes back by itself; if it repeats, look at the log.',
    },
  },
} as const satisfies Record<string, ErrorEntry>;
