import { renderUnicodeCompact } from 'uqr';
import { requireNode, whenNpmEnds } from '../../scripts/command.mjs';
import { refuseSwallowedOptions } from '../../scripts/npm-options.mjs';
import { commandNamed, StartError } from './errors/errors.ts';
import { groupActivationCode, syntheticActivationCode } from './registry/activation-code.ts';
import { SYNTHETIC_OPERATORS } from './registry/synthetic-citizens.ts';
import { HELP, parseOptions } from './server/options.ts';
import type { Sandbox } from './server/start-sandbox.ts';
import type { DemoStaff } from './staff/demo-staff.ts';

/** Somebody to try the portal as; all are in `CITIZENS.md`. */
const [OPERATOR] = SYNTHETIC_OPERATORS;

/** A line tells the codes of five minutes. */
const CODES_TOLD_MS = 4 * 60_000;

const STAFF_COMMAND = `
Accounts for reviewers and clerks: ${commandNamed('staff')} --help
`;

requireNode();
refuseSwallowedOptions();

try {
  const parsed = parseOptions(process.argv.slice(2));
  if (parsed.help) process.stdout.write(HELP);
  else {
    // Loaded late, so that a wrong option is answered at once.
    const { startSandbox } = await import('./server/start-sandbox.ts');
    const starting = startSandbox({ ...parsed.options, log: (line) => console.error(line) });
    stopInTime(starting);
    const { codesLine } = await import('./staff/demo-staff.ts');
    announce(await starting, codesLine);
  }
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  console.error(error.message);
  process.exitCode = error.exitCode;
}

type CodesLine = (staff: DemoStaff) => string;

function announce(sandbox: Sandbox, codesLine: CodesLine): void {
  const {
    certificate,
    portalUrl,
    backendUrl,
    reviewUrl,
    counterUrl,
    auditUrl,
    enrolmentUrl,
    outboxUrl,
    demoStaff,
  } = sandbox;
  const code = groupActivationCode(syntheticActivationCode(OPERATOR.number));
  console.log(`
A test system: enter nothing real. 测试环境，请勿填写真实信息。

  Portal    ${portalUrl}
            (the first time, register as ${OPERATOR.name} ${OPERATOR.number}, activation code 激活码 ${code})
  Backend   ${backendUrl}  (for programs 供程序调用)
  Reviewer  ${reviewUrl}  (decides on applications 人工审核)
  Counter   ${counterUrl}  (for whoever comes in person 社保窗口)
  Audit     ${auditUrl}  (who did what 操作记录)
  Own face  ${enrolmentUrl}  (to walk before your own camera 用自己的摄像头)
  Outbox    ${outboxUrl}  (the messages to relatives 发给家人的消息)
${certificate === null ? '' : trust(portalUrl, certificate)}${demoStaff === null ? STAFF_COMMAND : demoLogin(demoStaff, codesLine)}
Ctrl-C stops it; the next start takes up its data again.`);
  if (demoStaff !== null) tellCodes(demoStaff, codesLine);
}

/** A browser knows nobody who vouches for a certificate that was made here. */
function trust(portalUrl: string, { url, file }: { readonly url: string; readonly file: string }): string {
  const isForPhones = !/\/\/(?:localhost|127\.)/.test(portalUrl);
  return `
The certificate was made on this computer, so a browser warns 证书由本机生成，浏览器会提示“不安全”:
go on once at the portal's address and once at the backend's, or, on a device of your own, trust
${url} and remove it afterwards. The key that signed it is gone: it vouches for this sandbox alone.

  iPhone      install the profile, then Settings > General > About > Certificate Trust Settings
  Android     Settings > Security > Install a certificate > CA certificate
  Node        NODE_EXTRA_CA_CERTS=${file}
${isForPhones ? `\n${renderUnicodeCompact(portalUrl, { border: 2 })}\n` : ''}`;
}

function demoLogin(staff: DemoStaff, codesLine: CodesLine): string {
  const { reviewer, secondReviewer, clerk, auditor } = staff;
  return `
To log in 账号: at Reviewer as ${reviewer.name} (a second one: ${secondReviewer.name}), at Counter as ${clerk.name}, at Audit as ${auditor.name}.
On this computer only, until the next start 仅限本机，下次启动后失效:

  password 密码                ${reviewer.password}
  one-time code 动态验证码     ${codesLine(staff)}${process.stdin.isTTY ? '   (Enter: more 按回车看更多)' : ''}
`;
}

/** Enter shows the codes of the next minutes; where nobody can press it, they come before the last has run out. */
function tellCodes(staff: DemoStaff, codesLine: CodesLine): void {
  const tell = () => console.log(`  one-time code 动态验证码     ${codesLine(staff)}`);
  if (process.stdin.isTTY) process.stdin.on('data', tell).unref();
  else setInterval(tell, CODES_TOLD_MS).unref();
}

/** Closes it in order when a signal says so, or when the npm that started this is gone; also while it is still starting. */
function stopInTime(starting: Promise<Sandbox>): void {
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    console.log('\nStopping…');
    const sandbox = await starting.catch(() => undefined);
    await sandbox?.close();
    console.log('Stopped.');
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  whenNpmEnds(stop);
}
