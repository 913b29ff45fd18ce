import type { CheckName as TraceCheckName } from '@family-auth/library/challenge/check.ts';
import type { OwnCheckName } from '../judgement/check-names.ts';

/** A check's question in plain words, such that "yes" is good. */
export interface CheckWords {
  readonly 'zh-CN': string;
  readonly en: string;
}

const say = (zh: string, en: string): CheckWords => ({ 'zh-CN': zh, en });

const OWN: Readonly<Record<OwnCheckName, CheckWords>> = {
  manifest_binding: say('提交内容属于本次申请', 'The submission belongs to this application'),
  manifest_parts: say('清单与收到的材料一致', 'The list matches what was received'),
  not_oneself: say('家人不是经办人本人', 'The relative is not the operator'),
  method_for_age: say('该年龄可以使用此方式', 'This method is allowed at this age'),
  guardian_consent: say('需要监护人同意时已取得', 'A guardian consented where one must'),
  subject_agreed: say('家人本人已同意', 'The relative agreed'),
  challenge_binding: say('动作由本系统下发', 'The movements were asked for by this system'),
  challenge_fresh: say('在有效期内且只用过一次', 'In time, and used once'),
  few_tries: say('今天和本月的人脸核验次数不多', 'Few face sessions for this relative today and this month'),
  all_movements: say(
    '眼睛和头部的动作都要求做了（闭不了眼或转不了头的人可以少做一种，由人工决定）',
    'Eyes and head were both asked to move (whoever cannot close their eyes or turn their head may leave one out, and a person decides)',
  ),
  receipts: say('每一步的回执齐全', 'Every step has its receipt'),
  step_clock: say('时间与服务器时钟相符', "Times agree with the server's clock"),
  trace_format: say('动作记录可以读取', 'The record of movements can be read'),
  trace_claims: say('画面大小和速度与申请时所说相符', 'Frame size and rate are as was said before'),
  trace_clock: say('动作记录与每一步的时间相符', 'The record agrees with the time of each step'),
  full_rate: say('画面速度足以由系统自行判断', 'Seen closely enough for the system to decide by itself'),
  chain: say('画面和记录未被改动', 'Pictures and record were not altered'),
  named_frames: say('指定时刻的画面齐全', 'Pictures of the named instants are there'),
  frames_readable: say('画面可以打开', 'The pictures can be opened'),
  frame_size: say('画面尺寸一致', 'The pictures have the stated size'),
  frames_differ: say('画面不是同一张照片', 'The pictures are not one photo'),
  one_face: say('每张画面只有一个人', 'One person in every picture'),
  sharpness: say('画面清晰', 'The pictures are sharp'),
  landmarks_agree: say('画面中的五官位置与记录相符', 'The face in the pictures lies where the record has it'),
  action_visible: say('画面中看得到要求的动作', 'The movements can be seen in the pictures'),
  same_person: say('从头到尾是同一个人', 'One and the same person throughout'),
  photos_present: say('照片齐全', 'The photos asked for are there'),
  photos_readable: say('照片可以打开且足够大', 'The photos can be opened and are large enough'),
  photos_as_asked: say(
    '照片拍的是要求的证件，而且看得清',
    'Each photo shows the document asked for, legibly',
  ),
  identity: say('姓名和证件号码与登记一致', 'Name and number are registered together'),
  card_status: say('该社会保障卡可以使用', 'The social security card can be used'),
  frames_not_repeated: say('画面没有重复使用', 'No picture was used twice'),
  frames_new: say('画面以前没有提交过', 'The pictures were not submitted before'),
  faces_not_alike: say(
    '面部画面与这位家人以前提交的不雷同',
    'The faces are not those of earlier submissions for this relative',
  ),
  frames_not_alike: say('画面不是以前画面的翻版', 'The pictures are not copies of earlier ones'),
  photos_new: say('照片以前没有提交过', 'The photos were not submitted before'),
  relationship: say('年龄差与亲属关系相符', 'The ages fit the relationship'),
  registry_photo: say('登记照片可以比对', 'The registered photo can be compared'),
  subject_reachable: say(
    '登记了手机，能通知本人（否则只能用证件或窗口）',
    'A phone is on file, so that they can be told (else only documents or a counter)',
  ),
  face_match: say('与登记照片是同一个人', 'The same person as on the registered photo'),
  person_looks: say('系统可以自行决定，不必人工审核', 'The system may decide this method by itself'),
};

const TRACE: Readonly<Record<TraceCheckName, CheckWords>> = {
  plan: say('动作顺序正确', 'The movements came in the right order'),
  steps: say('每个动作都完成了', 'Every movement was done'),
  time_order: say('时间先后正确', 'Time runs forward'),
  frame_rate: say('画面足够流畅', 'Enough pictures a second'),
  frame_gap: say('画面没有中断', 'No gap between pictures'),
  cadence: say('画面间隔自然', 'Pictures come at natural intervals'),
  stillness: say('面部有自然的细微变化', 'The face shows natural small changes'),
  continuity: say('面部没有突然跳动', 'The face does not jump'),
  turn_reach: say('转头的幅度足够大', 'The head turned far enough for a machine to judge'),
  planarity: say('转头时呈现立体的脸', 'The turning head is solid, not flat'),
  rigidity: say('转头途中始终是同一个立体的头', 'On its way the turning head stays one solid head'),
  proportions: say('转头途中脸的宽高比例不变', 'On its way the turning face keeps its proportions'),
  same_shape: say('脸形始终如一', 'The face keeps its shape'),
  same_eyes: say('睁眼程度始终如一', 'The open eyes stay as open as at the start'),
};

/** What the job enters when there was nothing for the judgement to check. */
const JOB: Readonly<Record<string, CheckWords>> = {
  judgement_failed: say('系统自动检查已完成', 'The automatic checks could be made'),
  earlier_pictures_known: say(
    '近日没有撤回过同意，以前的画面可以比对',
    'No consent was withdrawn lately: earlier pictures are known, to compare with',
  ),
  evidence_opens: say('材料可以解密', 'The evidence could be decrypted'),
};

/** A check of an older version, which has no words here. */
const FORMER = say('以前版本的一项检查', 'A check of an earlier version');

/** The words of a check. */
export function checkWords(name: string): CheckWords {
  const trace = name.startsWith('trace_') ? TRACE[name.slice(6) as TraceCheckName] : undefined;
  return OWN[name as OwnCheckName] ?? trace ?? JOB[name] ?? FORMER;
}
