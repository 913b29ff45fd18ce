export const texts = {
  'zh-CN': {
    title: '青溪银行（演示）· 家人社保卡',
    bank: '青溪银行（演示）',
    elder: '大字版',
    crumbs: '生活服务 › 社保 › 家人社保卡',
    standInTitle: '手边没有摄像头？可以请虚拟人物代替',
    standInNote: '仅用于测试环境：画面是电脑生成的人物，不是真人。',
    standInLabel: '谁来面对摄像头',
    standInOwn: '我自己的摄像头',
    standInOn: '现在由虚拟人物面对摄像头（测试）：',
    footer: '这是演示用的虚构银行，与任何真实机构无关。请勿填写真实信息。',
  },
  en: {
    title: 'Qingxi Bank (demo) · Family cards',
    bank: 'Qingxi Bank (demo)',
    elder: 'Large type',
    crumbs: 'Services › Social security › Family cards',
    standInTitle: 'No camera at hand? Let a rendered person stand in',
    standInNote: 'For test systems only: the picture is a computer rendering, not a real person.',
    standInLabel: 'Who faces the camera',
    standInOwn: 'My own camera',
    standInOn: 'A rendered person stands in for the camera (test):',
    footer:
      'This is a made-up bank for demonstration, unrelated to any real institution. Enter nothing real.',
  },
};
