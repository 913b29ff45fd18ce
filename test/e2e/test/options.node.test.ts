import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseOptions, UsageError } from '../../../scripts/command.mjs';
import { FLOW_COMMAND } from '../flow/options.mjs';

const read = (line: string) => parseOptions(FLOW_COMMAND, line.split(' '));

test('a minor is sent by portrait photo, and only so; a reviewer approves unless told otherwise', () => {
  const { subject, reviewer } = read('--method portrait_photo');
  assert.deepEqual([subject, reviewer], ['xiaoman', 'approve']);
  assert.equal(read('--method portrait_photo --subject xiaohe --reviewer reject').reviewer, 'reject');
  for (const line of ['--subject xiaoman', '--method portrait_photo --subject anna']) {
    assert.throws(() => read(line), UsageError, line);
  }
});

test('a clerk approves unless told otherwise; nobody decides a document review by itself', () => {
  assert.equal(read('--method in_person').reviewer, 'approve');
  assert.equal(read('--method document_review').reviewer, undefined);
});

test('another account and a phone of their own are for a relative who logs in', () => {
  const { relative, phone, subject } = read('--method subject_login --relative ben --phone');
  assert.deepEqual([relative, phone, subject], ['ben', true, 'anna']);
  for (const line of ['--relative ben', '--method in_person --phone']) {
    assert.throws(() => read(line), UsageError, line);
  }
});
