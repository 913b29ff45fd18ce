/**
 * What passwords in Chinese are made of, the commonest first: numbers that sound like words (520 "I love you", 1314 "for
 * ever"), words and phrases in pinyin, families' names. zxcvbn's own lists come from leaks elsewhere and have few of them; there
 * is no such list for Chinese among its language packages. Everybody who speaks Chinese knows these, so they are written down
 * here and come from no leak.
 */
export const CHINESE_PASSWORD_WORDS: readonly string[] = [
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
