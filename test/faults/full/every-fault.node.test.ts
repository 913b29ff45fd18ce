import { SCENARIOS } from '../../../scripts/faults/table.mjs';
import { testRows } from '../table.ts';

testRows(SCENARIOS);
