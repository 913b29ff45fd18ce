import type { Language } from '../pages/language.ts';
import type { EnrolmentErrorCode } from '../registry/enrolments.ts';

/** What the page may have to say about the last try. */
export type EnrolmentProblem =
  | EnrolmentErrorCode
  | 'consent_missing'
  | 'photo_missing'
  | 'photo_too_large'
  | 'form_foreign';

const zh = {
  test: '测试系统 · 姓名和证件号码均为虚构',
  title: '用自己的脸试一试',
  lead: '测试登记库里只有虚构人员。想用真实的摄像头走一遍刷脸认证，可以在这里把您的脸临时登记到一个虚构的姓名下。',
  consentTitle: '1. 先看清楚再同意',
  kept: '保留什么',
  keptWhat: '您的一张照片，以及由它算出的 128 个数字（人脸特征）。这是敏感个人信息。',
  purpose: '用来做什么',
  purposeWhat: '只用于在本机的测试流程中，和摄像头拍到的画面比对。有人工审核时，审核页面会显示这张照片。',
  where: '存在哪里',
  whereWhat: '只在这台电脑上本程序的内存里，不写入硬盘、数据库和日志，也不发往别处。',
  until: '保留到何时',
  untilWhat: '您点击“立即删除”，或本测试程序停止时。',
  flow: '之后的认证',
  flowWhat:
    '认证时会另行征得同意。那时拍下的画面加密存放在本机的数据目录：通过后立即删除，未通过保留七天，等待人工审核时最长保留十五天；用 --reset 启动可全部清除。',
  consent: '我已年满 18 周岁，照片上是我本人。我同意按以上说明处理我的照片和人脸特征。',
  consentFree: '不同意也可以：请改用演示门户里的虚拟人物。',
  pictureTitle: '2. 拍一张照片',
  pictureHow: '正对镜头，光线均匀，不戴口罩和墨镜，画面里只有您一个人。提交之前，照片不会离开浏览器。',
  openCamera: '打开摄像头',
  take: '拍照',
  again: '重新拍',
  live: '摄像头画面（像照镜子一样左右相反）',
  taken: '刚拍的照片',
  takenNote: '照片已拍好，可以登记了。',
  cameraDenied: '浏览器没有获准使用摄像头。请在地址栏允许后再试，或者选择一张照片文件。',
  cameraFailed: '打不开摄像头：可能没有连接，或正被其他程序使用。也可以选择一张照片文件。',
  file: '或者选择照片文件（JPEG 或 PNG，不超过 15 MB）',
  enrolTitle: '3. 登记',
  enrol: '登记我的脸',
  enrolNote: '第一次需要几秒钟。',
  enrolledTitle: '已登记到这位虚构人员名下',
  name: '姓名',
  number: '证件号码',
  birthdate: '出生日期',
  activationCode: '激活码（本人注册账号时用）',
  photo: '登记的照片',
  nextTitle: '现在用摄像头走一遍',
  nextPortal: '打开演示门户',
  nextRegister: '注册一个测试账号，姓名和号码可用：',
  nextCode: '激活码：',
  nextAdd: '添加家人，填写上面的姓名和证件号码，关系选“兄弟姐妹”。',
  nextCamera: '选择刷脸认证，面对自己的摄像头按提示做动作。',
  dropTitle: '不用了就删除',
  dropNote: '照片和 128 个数字立即从内存中清除。清除浏览器数据后这个按钮会消失，那时请停止测试程序。',
  drop: '立即删除',
  dropped: '已删除：照片和 128 个数字已不在程序的内存里。',
};

export type EnrolmentWords = { readonly [Key in keyof typeof zh]: string };

const en: EnrolmentWords = {
  test: 'Test system · names and numbers are invented',
  title: 'Try it with your own face',
  lead: 'The test registry knows invented people only. To walk through the face check before a real camera, register your face here for a while, under an invented name.',
  consentTitle: '1. Read this before you agree',
  kept: 'What is kept',
  keptWhat:
    'One picture of you, and the 128 numbers that are computed from it (facial features). This is sensitive personal data.',
  purpose: 'What for',
  purposeWhat:
    'Only to be compared with what your camera shows when you try it on this computer. Should an application go to a reviewer, the reviewer’s page shows this picture.',
  where: 'Where',
  whereWhat:
    'In the memory of this program on this computer only: not on the disk, in the database or in logs, and it is sent nowhere.',
  until: 'Until when',
  untilWhat: 'Until you press “Delete now”, or this test program stops.',
  flow: 'The application afterwards',
  flowWhat:
    'It asks for a consent of its own. The pictures taken then lie encrypted in this computer’s data directory: deleted at once on approval, after seven days on refusal, kept for fifteen days at most while a person has yet to decide; starting with --reset removes everything.',
  consent:
    'I am 18 or older and the picture shows myself. I agree that my picture and facial features are used as described above.',
  consentFree: 'You need not agree: the demo portal’s rendered people can stand in for you.',
  pictureTitle: '2. Take a picture',
  pictureHow:
    'Look straight into the camera in even light, without mask or sunglasses, alone in the picture. It does not leave the browser before you register.',
  openCamera: 'Open the camera',
  take: 'Take the picture',
  again: 'Take another one',
  live: 'Camera picture, mirrored',
  taken: 'The picture just taken',
  takenNote: 'The picture is taken; you can register now.',
  cameraDenied:
    'The browser may not use the camera. Allow it next to the address and try again, or choose a picture file.',
  cameraFailed:
    'The camera does not open: none is connected, or another program uses it. You can choose a picture file instead.',
  file: 'Or choose a picture file (JPEG or PNG, up to 15 MB)',
  enrolTitle: '3. Register',
  enrol: 'Register my face',
  enrolNote: 'The first time takes a few seconds.',
  enrolledTitle: 'Registered as this invented person',
  name: 'Name',
  number: 'Document number',
  birthdate: 'Date of birth',
  activationCode: 'Activation code (to register an account of your own)',
  photo: 'The registered picture',
  nextTitle: 'Now walk through it with your camera',
  nextPortal: 'Open the demo portal',
  nextRegister: 'Register a test account; this name and number will do:',
  nextCode: 'Activation code:',
  nextAdd: 'Add a family member with the name and number above; relationship “Brother or sister”.',
  nextCamera: 'Choose the face check and follow the prompts before your own camera.',
  dropTitle: 'Delete it when you are done',
  dropNote:
    'The picture and the 128 numbers are removed from memory at once. If you clear this browser’s data the button is gone; then stop the test program.',
  drop: 'Delete now',
  dropped: 'Deleted: the picture and the 128 numbers are no longer in the program’s memory.',
};

const PROBLEMS: Readonly<Record<EnrolmentProblem, Readonly<Record<Language, string>>>> = {
  consent_missing: {
    'zh-CN': '没有勾选同意，所以没有登记。照片未保留。',
    en: 'Without the consent nothing was registered. The picture was not kept.',
  },
  photo_missing: {
    'zh-CN': '还没有照片。请拍一张，或者选择照片文件。',
    en: 'There is no picture yet. Take one, or choose a picture file.',
  },
  photo_too_large: {
    'zh-CN': '照片文件超过 15 MB。请换一张小一些的。',
    en: 'The picture file is larger than 15 MB. Choose a smaller one.',
  },
  photo_unreadable: {
    'zh-CN': '这个文件打不开。请选择 JPEG 或 PNG 照片。',
    en: 'This file cannot be read as a picture. Choose a JPEG or PNG picture.',
  },
  no_face: {
    'zh-CN': '照片里没有找到人脸。请正对镜头、光线均匀地再拍一张。',
    en: 'No face was found. Take another picture in even light, looking straight into the camera.',
  },
  many_faces: {
    'zh-CN': '照片里不止一张脸。请只拍您一个人。',
    en: 'There is more than one face. Be alone in the picture.',
  },
  face_too_small: {
    'zh-CN': '照片里的脸太小。请靠近一些再拍一张。',
    en: 'The face is too small. Come closer and take another picture.',
  },
  too_many_enrolments: {
    'zh-CN': '已登记的人太多。请先删除一些，或者重新启动测试程序。',
    en: 'Too many people are registered. Delete some first, or start the test program again.',
  },
  enrolment_closed: {
    'zh-CN': '测试程序正在停止，没有登记。',
    en: 'The test program is stopping; nothing was registered.',
  },
  form_foreign: {
    'zh-CN': '页面已过期，请重新操作。没有登记或删除任何内容。',
    en: 'The page is out of date; please try again. Nothing was registered or deleted.',
  },
};

export const enrolmentWords = (language: Language): EnrolmentWords => (language === 'en' ? en : zh);

export const problemWords = (problem: EnrolmentProblem, language: Language): string =>
  PROBLEMS[problem][language];
