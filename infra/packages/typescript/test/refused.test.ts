// What the check refuses is exactly what the schemas refuse.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { EVENT_TYPES, InvalidEventError, parseCommonEvent, parseSqsRecord } from '../src/index.js';
import { changed, type Json, SAMPLES, sample, schema } from './support.js';

function isAccepted(detail: Json): boolean {
  try {
    parseCommonEvent(detail);
    return true;
  } catch (error) {
    assert.ok(error instanceof InvalidEventError);
    assert.notDeepEqual(error.problems, []);
    return false;
  }
}

for (const type of EVENT_TYPES) {
  test(`check and schema of ${type} agree`, () => {
    const ajv = new Ajv2020({ strict: false });
    formats.default(ajv);
    const validate = ajv.compile(schema(type));
    const verdicts = { true: 0, false: 0 };
    for (const { detail } of [...SAMPLES.values()].filter(one => one['detail-type'] === type)) {
      for (const other of changed(detail)) {
        // The schema of this type does not apply to another type.
        if (other.metadata?.type !== type && typeof other.metadata?.type === 'string') continue;
        const isValid = validate(other);
        verdicts[`${isValid}`] += 1;
        assert.equal(isAccepted(other), isValid, JSON.stringify(other, null, 1));
      }
    }
    assert.ok(Math.min(...Object.values(verdicts)) > 20, JSON.stringify(verdicts));
  });
}

const CHANGES: [problem: RegExp, change: (event: Json) => void][] = [
  [/without InputPath or InputTransformer/, event => delete event['detail-type']],
  [/type is AgentAssigned, but the detail-type is AgentLeft/, event => (event['detail-type'] = 'AgentLeft')],
  [/install version 2 /, event => (event.detail.metadata.schemaVersion = 2)],
  [/detail.data must have required property 'via'/, event => delete event.detail.data.via],
  [
    /detail.data.conversation.episode must be integer/,
    event => (event.detail.data.conversation.episode = '1'),
  ],
  [/detail must be object/, event => delete event.detail],
];

for (const [problem, change] of CHANGES) {
  test(`the error says ${problem}`, () => {
    const event = sample('AgentAssigned');
    change(event);
    assert.throws(() => parseSqsRecord({ body: JSON.stringify(event) }), {
      name: 'InvalidEventError',
      message: problem,
    });
  });
}

for (const body of ['', 'no JSON', '[]', 'null', '7', '{"detail-type": 7}']) {
  test(`a body of ${JSON.stringify(body)} is refused`, () => {
    assert.throws(() => parseSqsRecord({ body }), InvalidEventError);
  });
}
