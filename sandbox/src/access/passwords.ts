import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';

/**
 * What passwords in Chinese are made of, the commonest first: numbers that sound like words (520 "I love you", 1314 "for
 * ever"), words and phrases in pinyin, families' names. zxcvbn's own lists come from leaks elsewhere and have few of them; there
 * is no such list for Chinese among its language packages. Everybody who speaks Chinese knows these, so they are written down
 * here and come from no leak.
 */
const CHINESE_PASSWORD_WORDS: readonly string[] = [
  ...words(`
    woaini 520 1314 5201314 1314520 aini 521 5211314 woaini1314 woaini520 520520 521521 1314521 201314 131452
    7758521 7758258 5845201314 5845211314 584520 3344520 3344521 9420 1573 168 1688 168168 518 518518 888 666
    999 110 120 119 110120 110110 120120 12306 10086 10010 112233 147258 159357 123321 147258369 789456 741852
  `),
  ...words(`
    wo ni ai ta mima baobei baobao laopo laogong qinai mama baba jiejie gege meimei didi nainai yeye laoshi
    pengyou tongxue zhongguo beijing shanghai guangzhou shenzhen tiantian kuaile xingfu pingan jiankang facai
    jiayou nihao haha hehe xixi heihei yongyuan shengri xiaoxiao xiaoming xiaobao xiaolong xiaoyu xiaohei xiaobai
    weixin taobao zhifubao baidu wangyi tengxun shebao shebaoka yibao yinhang tianshi tiankong haizi nuer erzi
    qq wx qwe asd zxc aaa abc love baby angel happy lucky long feng hu ma niu zhu gou mao tu she
  `),
  ...words(`
    woaiwo woaita woaiwojia woaiziji woaiwoziji woaimama woaibaba woaibaobei woailaopo woailaogong woaizhongguo
    woaibeijing laopowoaini laogongwoaini mamawoaini baobeiwoaini woyaofacai wodemima wodezhanghao wobuzhidao
    woshishui woshiwo woshini nishishui nishizhu woshizhu woxiangni zhendehaoxiangni shengrikuaile xinniankuaile
    tiantiankuaile yishengyishi yishengpingan tianchangdijiu haohaoxuexi tiantianxiangshang caonima nimabi nimade
    shabi wocao cao tamade gunniba quanjiafu hejiahuanle gongxifacai
  `),
  ...words(`
    wang li zhang liu chen yang huang zhao wu zhou xu sun zhu hu guo he lin gao luo zheng liang xie song tang
    han feng deng cao peng zeng xiao tian dong yuan pan yu jiang cai wei su lv ding ren shen yao lu jin cui
    fan fang shi zou tan xiong meng qin jia lei bai wan duan hou qiu yin xue yan lai dai mo kong xiang
    zhangwei wangwei wangfang liwei lina zhangmin lijing wangjing liuwei wangxiuying zhangli lixiuying
  `),
];

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}

/** Cost of scrypt (RFC 7914): 32 MiB and about 80 ms a check. */
const COST = { N: 2 ** 15, r: 8, p: 1 };
const LENGTH = 32;

const PASSWORD_MIN = 8;
/** Of a longer password this much is looked at, which bounds the work. */
const LOOKED_AT = 64;
/** By zxcvbn's scale from 0 to 4: below it, fewer than a million guesses find the password. */
const LEAST_SCORE = 2;

const guesser = new ZxcvbnFactory({
  dictionary: { ...dictionary, chinese: [...CHINESE_PASSWORD_WORDS] },
  graphs: adjacencyGraphs,
});

/**
 * What is wrong with a new password: too short, or among the first that somebody would try, as common passwords, rows of
 * keys and dates are.
 *
 * @param particulars the person's own, which others know: name, number, phone.
 */
export function passwordError(
  password: string,
  particulars: readonly string[],
): 'password_short' | 'password_common' | undefined {
  if ([...password].length < PASSWORD_MIN) return 'password_short';
  const { score } = guesser.check(password.slice(0, LOOKED_AT), [...particulars]);
  return score < LEAST_SCORE ? 'password_common' : undefined;
}

/** `scrypt$N$r$p$salt$hash` with a salt of its own. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, COST);
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64url'), hash.toString('base64url')].join('$');
}

/** Whether `password` is the one; takes as long when there is no account (`stored` undefined). */
export async function checkPassword(password: string, stored: string | undefined): Promise<boolean> {
  const [, N, r, p, salt, hash] = (stored ?? ABSENT).split('$') as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const expected = Buffer.from(hash, 'base64url');
  const cost = { N: Number(N), r: Number(r), p: Number(p) };
  const actual = await derive(password, Buffer.from(salt, 'base64url'), cost);
  return timingSafeEqual(actual, expected) && stored !== undefined;
}

const ABSENT = ['scrypt', COST.N, COST.r, COST.p, 'AAAA', Buffer.alloc(LENGTH).toString('base64url')].join(
  '$',
);

function derive(password: string, salt: Buffer, cost: typeof COST): Promise<Buffer> {
  const maxmem = 256 * cost.N * cost.r;
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, LENGTH, { ...cost, maxmem }, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}
