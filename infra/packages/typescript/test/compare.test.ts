// Revisions, keys, and how types narrow: the latter is checked by the compiler.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type AgentAssigned,
  type BusEvent,
  type BusEventOf,
  type CommonEvent,
  type ConversationFacts,
  idempotencyKey,
  isKnown,
  isNewer,
  isType,
  type OtherBusEvent,
  type OtherCommonEvent,
  parseBusEvent,
} from '../src/index.js';
import { sample } from './support.js';

test('a later revision is newer', () => {
  const later = parseBusEvent(sample('AgentTransferredConversation.revised'));
  const { id, revision } = later.detail.metadata;
  assert.ok(revision > 1);
  for (const form of [later, later.detail, later.detail.metadata]) {
    assert.ok(isNewer(form, { id, revision: revision - 1 }));
    assert.ok(!isNewer({ id, revision: revision - 1 }, form));
    assert.ok(!isNewer(form, { id, revision }));
  }
});

test('two Common Events are not compared', () => {
  assert.throws(
    () => isNewer({ id: 'a', revision: 2 }, { id: 'b', revision: 1 }),
    /revisions of one Common Event/,
  );
});

test('the key is id and revision', () => {
  const event = parseBusEvent(sample('ConversationEnded.withdrawn'));
  const { id, revision } = event.detail.metadata;
  assert.equal(idempotencyKey(event), `${id}#${revision}`);
  assert.equal(idempotencyKey(event.detail), idempotencyKey(event));
});

/** Compiles only if both types are the same. */
function same<A>() {
  return <B>(
    _value: B,
    ..._proof: (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? [] : [never]
  ): void => {};
}

test('the union narrows by detail-type and by metadata.type', () => {
  const event: BusEvent | OtherBusEvent = parseBusEvent(sample('AgentAssigned.handover'));
  const via: string[] = [];
  switch (event['detail-type']) {
    case 'AgentAssigned':
      same<BusEventOf<'AgentAssigned'>>()(event);
      via.push(event.detail.data.via);
      break;
    case 'AgentLeft':
      // @ts-expect-error an agent who left was not assigned
      via.push(event.detail.data.via);
      break;
  }
  const detail: CommonEvent | OtherCommonEvent = event.detail;
  if (isType(detail, 'AgentAssigned')) {
    same<AgentAssigned>()(detail);
    via.push(detail.data.via);
  }
  // @ts-expect-error there is no such type
  assert.ok(!isType(event, 'AgentAsigned'));
  assert.deepEqual(via, ['handover', 'handover']);
});

test('what is known narrows the union', () => {
  const event = parseBusEvent(sample('AgentAssigned'));
  if (!isKnown(event)) return assert.fail('it is known');
  same<BusEvent>()(event);
  same<ConversationFacts>()(event.detail.data.conversation);
});

test('words are open, and known ones are offered', () => {
  const event = parseBusEvent(sample('AgentAssigned'));
  assert.ok(isType(event, 'AgentAssigned'));
  const via: AgentAssigned['data']['via'] = 'a word of the future';
  assert.notEqual(event.detail.data.via, via);
});
