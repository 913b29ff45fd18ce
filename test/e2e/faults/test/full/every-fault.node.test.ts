import { SCENARIOS } from '../../table.mjs';
import { testRows } from '../table.ts';

testRows(SCENARIOS);
