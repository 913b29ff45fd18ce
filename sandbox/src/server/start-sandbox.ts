import { systemClock } from '@family-auth/library/base/clock.ts';
import { openAuditLog } from '../audit/audit-log.ts';
import { checkpointInTime } from '../audit/checkpoint-news.ts';
import { keepUnkeyedLog } from '../audit/unkeyed-log.ts';
import { type Hosts, hostsOf } from '../context/addresses.ts';
import type { Backend } from '../context/backend.ts';
import { type Settings, settingsOf } from '../context/settings.ts';
import { checkInstallation } from '../database/check-installation.ts';
import { openDatabaseFor } from '../database/open-database.ts';
import type { StaffRole } from '../database/schema/staff.ts';
import { enrolmentPlugin } from '../enrolment/plugin.ts';
import { startEvidenceSweeper } from '../evidence/evidence-files.ts';
import { makeLeftPlain } from '../evidence/plain-pictures.ts';
import type { App } from '../http/app.ts';
import { cleanUp } from '../jobs/clean-up.ts';
import { judgeOf } from '../jobs/judge-job.ts';
import { openQueue } from '../jobs/queue.ts';
import { openStorageQuota } from '../limits/storage-quota.ts';
import { startDelivery } from '../notifications/deliver-notifications.ts';
import { outboxNotifier, outboxPlugin } from '../notifications/outbox.ts';
import { openPictureReader } from '../pictures/open-picture-reader.ts';
import { joinRegistries } from '../registry/citizen-registry.ts';
import { type Enrolments, openEnrolments } from '../registry/enrolments.ts';
import { syntheticRegistry } from '../registry/synthetic-registry.ts';
import { type DemoStaff, openDemoStaff } from '../staff/demo-staff.ts';
import { addStaff, type StaffLogin, type StaffStore } from '../staff/staff-accounts.ts';
import { openStaffSessions } from '../staff/staff-sessions.ts';
import { openBackendKeys } from '../storage/backend-keys.ts';
import { fileBlobStore } from '../storage/blob-store.ts';
import { openDataDirectory } from '../storage/data-directory.ts';
import { keyedHash } from '../storage/keyed-hash.ts';
import { loadSecrets } from '../storage/secrets.ts';
import { loadTlsCertificate, type TlsCertificate } from '../storage/tls-certificate.ts';
import { backendApp } from './backend-app.ts';
import { findFreePorts } from './find-free-ports.ts';
import { digestRows, type Inspection, inspectNewest, tablesHolding } from './inspect.ts';
import { DEFAULT_DATA_DIR, DEFAULT_PORTAL_PORT, type SandboxOptions } from './options.ts';
import { AUTHORITY_PATH, DIST_DIRECTORY, portalApp } from './portal-app.ts';
import { asTestTenant, demandedFaults, testTenantPlugin } from './test-tenant.ts';

export interface Sandbox {
  /** e.g. `http://localhost:8090` */
  readonly portalUrl: string;
  /** The backend's issuer, e.g. `http://127.0.0.1:8091` */
  readonly backendUrl: string;
  /** What a phone or a program must trust, where it speaks https with a certificate made here; its address and its file. */
  readonly certificate: { readonly url: string; readonly file: string } | null;
  /** Where applications are looked at by a person. */
  readonly reviewUrl: string;
  /** Where a clerk enters appointment codes. */
  readonly counterUrl: string;
  /** Where an auditor reads who did what. */
  readonly auditUrl: string;
  /** Accounts for whoever sits at this computer, drawn at this start; `null` where `demoStaff` is off. */
  readonly demoStaff: DemoStaff | null;
  /** Makes an account for somebody who works here. @throws StaffError */
  addStaff(name: string, roles: readonly StaffRole[]): Promise<StaffLogin>;
  /** The page on which somebody at this computer registers their own face for a while. */
  readonly enrolmentUrl: string;
  /** Where this computer reads the messages to relatives; not there where the caller brought a notifier. */
  readonly outboxUrl: string;
  /** Faces under invented names and numbers, in memory only: forgotten one by one, or when the sandbox stops. */
  readonly enrolments: Pick<Enrolments, 'enrol' | 'forget' | 'forgetAll'>;
  /** For tests and end-to-end flows: what became of the newest application, refusals included. */
  inspect(): Promise<Inspection | null>;
  /** For tests: what is kept, one line `TABLE DIGEST` a row, so that a test can say that nothing was written. */
  digestRows(): Promise<readonly string[]>;
  /** For tests: which tables have a row that holds a text, whatever the column. */
  tablesHolding(text: string): Promise<readonly string[]>;
  /** For tests: does now what is done each minute: ends what has lapsed, deletes what is kept no longer, makes pictures plain, writes a checkpoint. */
  cleanUp(): Promise<void>;
  /**
   * Gives the backend new keys to sign with and to be sealed to, as `npm run rotate-keys` does. `revoke`: for keys that somebody else may
   * have; what they signed is believed no longer.
   */
  rotateKeys(options?: { readonly revoke?: boolean }): Promise<void>;
  /** Stops server, queue and workers, closes the database, releases the data directory. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Starts portal and backend in this process.
 *
 * @throws StartError with one line for a person: port in use, data directory held by another, database unreachable.
 *   What was opened until then is closed again.
 */
export async function startSandbox(asked: SandboxOptions = {}): Promise<Sandbox> {
  const options = asked.testTenant ? asTestTenant(asked) : asked;
  const opened: (() => Promise<unknown>)[] = [];
  const close = async () => {
    const faults: unknown[] = [];
    // One that cannot be closed (a database that is gone) keeps no other open.
    for (const step of opened.splice(0).reverse()) await step().catch((fault) => faults.push(fault));
    if (faults.length > 0) throw faults[0];
  };
  try {
    return { ...(await open(options, (step) => opened.push(step))), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Keeps a step for the end; the last one kept is the first one taken. */
type OnClose = (step: () => Promise<unknown>) => void;

async function open(options: SandboxOptions, onClose: OnClose): Promise<Omit<Sandbox, 'close'>> {
  const hosts = hostsOf(options);
  const ports = await findFreePorts(options.portalPort ?? DEFAULT_PORTAL_PORT, hosts.listen);
  const settings = settingsOf(options, ports, hosts);

  const { directory, secrets, database, tls } = await openKept(options, hosts, onClose);
  const audit = openAuditLog(secrets.auditKey, directory.auditAnchor);
  await keepUnkeyedLog(database.db, audit);

  const log = options.log ?? (() => {});
  // What was entered since the last minute is held, too; a database that is gone holds up no end.
  onClose(() => checkpointInTime({ audit, db: database.db, log }));
  const { pictures, enrolments, registry, judge } = openJudge(options, onClose);
  const queue = await openQueue(database, log);
  onClose(queue.close);
  const backend: Backend = {
    settings,
    db: database.db,
    blobs: fileBlobStore(directory.blobs),
    quota: openStorageQuota(database.db, settings.storage, settings.draftTtlS),
    pictures,
    keys: await openBackendKeys(secrets, directory.secrets, settings.keyAgeMaxDays),
    secrets,
    hash: keyedHash(secrets.hashKey),
    audit,
    registry,
    log,
    requestJudgement: queue.requestJudgement,
  };
  // What a process entered that died before its next checkpoint.
  await checkpointInTime(backend);
  await queue.start(backend, { judge, registry });
  onClose(startEvidenceSweeper(backend).close);
  const delivery = startDelivery(backend, options.notifier ?? outboxNotifier);
  onClose(delivery.close);

  const staff: StaffStore = { db: database.db, audit, hash: backend.hash, staffKey: secrets.staffKey };
  const demoStaff = await openDemoStaff(staff, settings.demoStaff);
  const demo = demoStaff !== null;
  await serve(backend, { options, ports, hosts, tls, enrolments, staff, demo }, onClose);

  return {
    ...addressesOf(settings, tls),
    demoStaff,
    addStaff: (name, roles) => addStaff(staff, { name, roles }),
    enrolments,
    inspect: () => inspectNewest(database.db),
    digestRows: () => digestRows(database.db),
    tablesHolding: (text) => tablesHolding(database.db, text),
    rotateKeys: ({ revoke = false } = {}) => backend.keys.rotate({ revoke }),
    cleanUp: async () => {
      await cleanUp(backend);
      await makeLeftPlain(backend);
      await checkpointInTime(backend);
    },
  };
}

/** What outlives the process: keys, database and certificate. */
async function openKept(options: SandboxOptions, hosts: Hosts, onClose: OnClose) {
  const directory = await openDataDirectory(options.dataDir ?? DEFAULT_DATA_DIR, options.reset ?? false);
  onClose(directory.release);
  const tls =
    hosts.scheme === 'https' ? await loadTlsCertificate(directory.tls, tlsNamesOf(hosts)) : undefined;
  const secrets = await loadSecrets(directory.secrets);
  const database = await openDatabaseFor(options, directory.database);
  onClose(database.close);
  await checkInstallation(database.db, secrets);
  return { directory, secrets, database, tls };
}

/** What judges, and what it reads pictures with and looks people up in. */
function openJudge(options: SandboxOptions, onClose: OnClose) {
  const pictures = openPictureReader(options.pictures);
  onClose(() => pictures.close());
  const enrolments = openEnrolments(pictures.forOwner('enrolment'));
  onClose(() => enrolments.close());
  const registry = joinRegistries(syntheticRegistry(), enrolments);
  const judge = options.judge ?? judgeOf(registry, pictures);
  onClose(() => judge.close());
  return { pictures, enrolments, registry, judge };
}

/** Whoever works at this computer finds their pages under a name of its own: there alone the demo accounts are good. */
const addressesOf = ({ portalOrigin, issuer, ownOrigin }: Settings, tls: TlsCertificate | undefined) => ({
  certificate:
    tls === undefined ? null : { file: tls.authorityFile, url: `${portalOrigin}${AUTHORITY_PATH}` },
  portalUrl: portalOrigin,
  backendUrl: issuer,
  reviewUrl: `${ownOrigin}/review/`,
  counterUrl: `${ownOrigin}/desk/`,
  auditUrl: `${ownOrigin}/audit/`,
  enrolmentUrl: `${ownOrigin}/enrol/`,
  outboxUrl: `${ownOrigin}/outbox/`,
});

/** Every name by which the two servers are asked for. */
const tlsNamesOf = ({ names }: Hosts): string[] => [
  ...new Set(
    [names.portal, names.backend, 'localhost', '127.0.0.1'].map((name) => name.replace(/[[\]]/g, '')),
  ),
];

/** Opens the backend's origin and the portal's to requests. */
async function serve(
  backend: Backend,
  {
    options,
    ports,
    hosts: { listen },
    tls,
    enrolments,
    staff,
    demo,
  }: {
    readonly options: SandboxOptions;
    readonly ports: Awaited<ReturnType<typeof findFreePorts>>;
    readonly hosts: Hosts;
    readonly tls: TlsCertificate | undefined;
    readonly enrolments: Enrolments;
    readonly staff: StaffStore;
    readonly demo: boolean;
  },
  onClose: OnClose,
): Promise<void> {
  const { settings, registry, log } = backend;
  const sessions = openStaffSessions(staff, systemClock);
  const distDirectory = options.distDir ?? DIST_DIRECTORY;
  const faults = options.testTenant ? demandedFaults() : undefined;
  const beforeRoutes = (app: App) => void (faults && app.addHook('onRequest', faults.strike));
  const api = await backendApp(backend, registry, { sessions, demo, distDirectory, beforeRoutes }, tls);
  await api.register(enrolmentPlugin, { enrolments, portalUrl: settings.portalOrigin });
  if (options.notifier === undefined) await api.register(outboxPlugin, { backend });
  if (faults) await api.register(testTenantPlugin, { backend, enrolments, failNext: faults.failNext });
  onClose(() => api.close());
  await api.listen({ host: listen.backend, port: ports.backend });
  const pages = await portalApp(settings, distDirectory, log, tls);
  onClose(() => pages.close());
  await pages.listen({ host: listen.portal, port: ports.portal });
}
