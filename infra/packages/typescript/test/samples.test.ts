// Every published sample, and what the contract allows beyond them.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import {
  EVENT_TYPES,
  isKnown,
  isType,
  parseBusEvent,
  parseCommonEvent,
  parseSqsRecord,
} from '../src/index.js';
import { type Json, SAMPLES, SCHEMAS, sample } from './support.js';

test('types are those of the contract', () => {
  const files = readdirSync(SCHEMAS).filter(name => /^[A-Z].*\.json$/.test(name));
  assert.deepEqual([...EVENT_TYPES], files.map(name => name.replace('.json', '')).sort());
  assert.deepEqual(
    [...EVENT_TYPES],
    [...new Set([...SAMPLES.values()].map(one => one['detail-type']))].sort(),
  );
});

for (const [name, event] of SAMPLES) {
  test(`sample ${name} is read whole`, () => {
    const parsed = parseSqsRecord({ body: JSON.stringify(event) });
    assert.deepEqual(parsed, event);
    assert.ok(isKnown(parsed) && isKnown(parsed.detail));
    assert.ok(isType(parsed, event['detail-type']) && isType(parsed.detail, event['detail-type']));
    assert.deepEqual(parseCommonEvent(event.detail), event.detail);
  });

  test(`words and fields of the future are read in ${name}`, () => {
    const future = withFuture(event);
    future.detail.metadata.status = 'disputed';
    const parsed = parseBusEvent(future);
    assert.equal(parsed.detail.metadata.status, 'disputed');
    assert.deepEqual(parsed, future);
  });
}

test('words of the future are read in enumerations', () => {
  const event = sample('AgentTransferredConversation');
  Object.assign(event.detail.data, { kind: 'teleport', mediaType: 'hologram' });
  event.detail.data.to.type = 'robot';
  const parsed = parseBusEvent(event);
  assert.ok(isType(parsed, 'AgentTransferredConversation'));
  assert.equal(parsed.detail.data.to?.type, 'robot');
});

test('types of the future are read', () => {
  const event = sample('AgentAssigned');
  event['detail-type'] = event.detail.metadata.type = 'AgentPromoted';
  const parsed = parseBusEvent(event);
  assert.ok(!isKnown(parsed) && !isType(parsed, 'AgentAssigned'));
  assert.equal(parsed.detail.data.conversation.episode, 1);
  assert.ok(!isKnown(parseCommonEvent(event.detail)));
});

/** A copy with one more field in each object, except in maps. */
function withFuture(value: Json): Json {
  if (Array.isArray(value)) return value.map(withFuture);
  if (typeof value !== 'object' || value === null) return value;
  const inner = Object.entries(value).map(([key, one]) => [key, key === 'values' ? one : withFuture(one)]);
  return { ...Object.fromEntries(inner), futureField: { of: ['any', 'kind'] } };
}
