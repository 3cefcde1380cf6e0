export const modelsZh = {
  title: '检测模型',
  hint: '单位自有模型（含 manifest.json）各放一个文件夹，置于 {{folder}}。换用前先打开并校验，录像不中断；可先用 landun compare 在录像上对比。',
  set: '模型',
  shipped: '随软件提供',
  id: '编号',
  licence: '许可',
  state: '状态',
  in_use: '使用中',
  use: '换用',
  ask: '换用“{{name}}”进行判定？',
  ask_detail: '新线索将由该模型判定，已有线索不变。此操作记入保管链。',
  used: '已换用 {{name}}',
} as const;
