import { tabsRenewAtOnce } from '../scenarios/tabs.mjs';
import { testRows } from './table.ts';

// The others run in `npm run test:full`: `full/every-fault.node.test.ts`.
testRows([tabsRenewAtOnce]);
