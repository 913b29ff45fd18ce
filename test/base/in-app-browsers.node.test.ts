import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inAppBrowser } from '../../src/base/in-app-browsers.ts';

const ANDROID = 'Mozilla/5.0 (Linux; Android 14; PJE110) AppleWebKit/537.36 (KHTML, like Gecko)';

test('a page shown inside of an application is told from one in a browser', () => {
  const apps = {
    'Version/4.0 Chrome/122.0 Mobile Safari/537.36 MicroMessenger/8.0.49': 'wechat',
    'Chrome/118.0 Mobile Safari/537.36 AlipayClient/10.5.96': 'alipay',
    'Chrome/118.0 Mobile Safari/537.36 UnionPay/1.0 CloudPay': 'unionpay',
    'Chrome/118.0 Mobile Safari/537.36 [FBAN/EMA;FBAV/410.0]': 'otherApp',
    'Version/4.0 Chrome/122.0 Mobile Safari/537.36; wv)': 'otherApp',
    'Chrome/122.0 Mobile Safari/537.36': null,
    'Chrome/100.0 Mobile Safari/537.36 MQQBrowser/14.8': null,
  };
  for (const [agent, app] of Object.entries(apps))
    assert.equal(inAppBrowser(`${ANDROID} ${agent}`), app, agent);
});
