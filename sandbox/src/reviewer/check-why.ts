import type { JudgementCheck } from '../judgement/judgement.ts';
import { fill } from '../pages/html.ts';
import type { Language } from '../pages/language.ts';
import type { CheckWords } from './check-words.ts';

const say = (zh: string, en: string): CheckWords => ({ 'zh-CN': zh, en });

/** Why a check was not made, or what it came upon: the `why` of a check's detail. */
const WHY: Readonly<Record<string, CheckWords>> = {
  no_registry_photo: say('没有登记照片可以比对', 'No photo is registered to compare with'),
  'no photo to compare with': say('没有登记照片可以比对', 'No photo is registered to compare with'),
  registry_photo_unusable: say('登记照片上找不到一张清楚的脸', 'The registered photo shows no clear face'),
  no_portrait: say('没有可以比对的正面照', 'There is no portrait to compare'),
  portrait_faces_none: say('正面照上找不到脸', 'The portrait shows no face'),
  portrait_faces_many: say('正面照上不止一张脸', 'The portrait shows more than one face'),
  no_citizen: say('登记信息里没有这个人', 'The register does not know this person'),
  documents: say('证件照片的方式不需要', 'Not needed with photos of documents'),
  awaiting_subject: say(
    '家人还没有回答，之后再检查',
    'The relative has not answered yet; it is checked afterwards',
  ),
  clerk_looked: say('窗口工作人员已当面看过', 'A clerk looked at it at the counter'),
  'a scripted video shows this person': say(
    '测试用的合成视频里就是这个人，必然雷同',
    'A scripted test video shows this person: it is bound to repeat',
  ),
  'no turn was asked for': say('没有要求转头', 'No turn of the head was asked for'),
  no_neutral_frame: say('没有正视镜头的画面', 'No picture looks straight ahead'),
  no_frontal_frame: say('没有正脸的画面', 'No picture shows the face from the front'),
  birthdate_unknown: say('不知道出生日期', 'The date of birth is not known'),
  unknown_code: say('没有这种亲属关系的规则', 'There is no rule for this relationship'),
  portrait_for_document: say('证件的位置上是一张人像照', 'A portrait stands in the place of the document'),
  one_side: say('没有拍证件的另一面', 'The other side of the document was not photographed'),
  no_document: say('照片上找不到证件的四条边', 'The four sides of a document were not found in the photo'),
  cut_off: say('证件没有拍全', 'The document is cut off'),
  too_far: say('证件拍得太小', 'The document is too small in the photo'),
  too_dark: say('照片太暗', 'The photo is too dark'),
  aslant: say('证件拍歪了', 'The document is at an angle'),
  glare: say('证件上有反光', 'A reflection covers part of the document'),
  blurred: say('照片模糊', 'The photo is blurred'),
  small: say('照片太小', 'The photo is too small'),
  broken: say('文件损坏', 'The file is broken'),
  format: say('文件格式不对', 'The file has another format'),
  orientation: say('画面带有旋转标记', 'The picture carries a mark of rotation'),
  trailing_bytes: say('画面后面带有多余的内容', 'Something follows the picture in its file'),
  animated: say('是动画，不是照片', 'It is an animation and no photo'),
  stopped: say('图片解码没有完成', 'Decoding the picture came to no end'),
  size: say('图片过大', 'The picture is too large'),
  cost: say('图片解码的代价过高', 'Decoding the picture would cost too much'),
};

/** The figures that say something to a reviewer; the others stand with the technical record. */
const FIGURES: Readonly<Record<string, Readonly<Record<string, CheckWords>>>> = {
  face_match: {
    distance: say('差距 {value}，越小越像', 'Distance {value}: the smaller, the more alike'),
  },
  few_tries: {
    today: say('今天 {value} 次', '{value} today'),
    thisMonth: say('本月 {value} 次', '{value} this month'),
  },
  sharpness: { median: say('清晰度 {value}，越大越清晰', 'Sharpness {value}: the larger, the sharper') },
  photos_readable: { shorter: say('短边 {value} 像素', 'Shorter side {value} pixels') },
  photos_present: { photos: say('收到 {value} 张', '{value} received') },
  frames_new: { seen: say('{value} 张以前提交过', '{value} were submitted before') },
  frames_not_repeated: { again: say('{value} 张重复', '{value} are repeated') },
  frames_not_alike: { alike: say('{value} 张相似', '{value} are alike') },
  faces_not_alike: { alike: say('{value} 张相似', '{value} are alike') },
  receipts: {
    shown: say('出示 {value} 份', '{value} shown'),
    issued: say('发出 {value} 份', '{value} issued'),
  },
  trace_frame_rate: { fps: say('每秒 {value} 张', '{value} a second') },
  trace_frame_gap: { longestMs: say('最长中断 {value} 毫秒', 'Longest gap {value} ms') },
};

/** What a check came upon, in words: why it was not made, and the figures by which it was decided. `null` where there is nothing to say. */
export function checkWhy({ name, detail = {} }: JudgementCheck, language: Language): string | null {
  const why = WHY[String(detail.why)]?.[language];
  const figures = Object.entries(FIGURES[name] ?? {})
    .filter(([key]) => detail[key] !== undefined)
    .map(([key, words]) => fill(words[language], { value: String(detail[key]) }));
  const said = [...(why === undefined ? [] : [why]), ...figures];
  return said.length === 0 ? null : said.join(language === 'en' ? '; ' : '；');
}
