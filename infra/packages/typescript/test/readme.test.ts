// The functions in the README, which check.sh writes to files.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseBusEvent } from 'switchboard-events';
import { handler } from './readme/readme_1.js';
import { describe } from './readme/readme_2.js';
import { SAMPLES, sample } from './support.js';

test('the handler reads every sample', async context => {
  const log = context.mock.method(console, 'log', () => {});
  context.mock.method(console, 'error', () => {});
  const records = [...SAMPLES].map(([messageId, event]) => ({ messageId, body: JSON.stringify(event) }));
  const answer = await handler({ Records: [{ messageId: 'bad', body: '{}' }, ...records] });
  assert.deepEqual(answer, { batchItemFailures: [{ itemIdentifier: 'bad' }] });
  const transfers = [...SAMPLES.values()].filter(
    one => one['detail-type'] === 'AgentTransferredConversation',
  );
  assert.equal(log.mock.callCount(), transfers.length);
});

test('every type is described', () => {
  const told = (name: string) => {
    const event = parseBusEvent(sample(name));
    return describe(event, { id: event.detail.metadata.id, revision: 0 });
  };
  assert.match(told('AgentAssigned.handover'), /has it, via handover$/);
  assert.match(told('ConversationEnded'), /^ended by /);
  assert.match(told('AgentLeft'), /^remember [0-9a-f-]+#1$/);
});
