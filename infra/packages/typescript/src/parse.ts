// From what a target receives to a typed event. Unknown types, words and fields are let through;
// everything else that is not as the contract says is refused.
import type { BusEvent, CommonEvent, OtherBusEvent, OtherCommonEvent } from './event.js';
import { SCHEMA_VERSION } from './types.js';
import * as validators from './validators.js';

/** An event is not what the contract says. */
export class InvalidEventError extends Error {
  override readonly name = 'InvalidEventError';

  /**
   * @param problems what is wrong, each with the path of the field: `detail.data.via must be string`
   */
  constructor(readonly problems: readonly string[]) {
    super(`not an event of Switchboard: ${problems.join('; ')}`);
  }
}

/**
 * The event in an SQS record. The record's body is the whole event, as JSON.
 *
 * @throws InvalidEventError if the body is no such event
 */
export function parseSqsRecord(record: { readonly body: string }): BusEvent | OtherBusEvent {
  let event: unknown;
  try {
    event = JSON.parse(record.body);
  } catch (error) {
    throw new InvalidEventError([`the body of the record is not JSON: ${(error as Error).message}`]);
  }
  return parseBusEvent(event);
}

/**
 * The event that a Lambda function or another target of a rule received.
 *
 * @throws InvalidEventError if it is no event of Switchboard
 */
export function parseBusEvent(event: unknown): BusEvent | OtherBusEvent {
  const { 'detail-type': detailType, detail } = isObject(event) ? event : {};
  if (typeof detailType !== 'string') {
    throw new InvalidEventError([
      'it has no detail-type: the target must receive whole events, without InputPath or InputTransformer',
    ]);
  }
  const { type } = parse(detail, 'detail').metadata;
  if (type !== detailType) {
    throw new InvalidEventError([`detail.metadata.type is ${type}, but the detail-type is ${detailType}`]);
  }
  return event as BusEvent | OtherBusEvent;
}

/**
 * The Common Event in the `detail` of an event.
 *
 * @throws InvalidEventError if it is none
 */
export function parseCommonEvent(detail: unknown): CommonEvent | OtherCommonEvent {
  return parse(detail, '');
}

function parse(detail: unknown, path: string): CommonEvent | OtherCommonEvent {
  const version = isObject(detail) && isObject(detail['metadata']) && detail['metadata']['schemaVersion'];
  if (Number.isInteger(version) && version !== SCHEMA_VERSION) {
    throw new InvalidEventError([
      `its schemaVersion is ${version}: install version ${version} of this package, which knows ${SCHEMA_VERSION}`,
    ]);
  }
  check(validators.CommonEvent, detail, path);
  const { metadata, data } = detail as CommonEvent;
  const ofType = (validators as unknown as Record<string, validators.Validator | undefined>)[
    `${metadata.type}Data`
  ];
  if (ofType !== undefined) {
    check(ofType, data, join(path, 'data'));
  }
  return detail as CommonEvent | OtherCommonEvent;
}

function check(validator: validators.Validator, value: unknown, path: string): void {
  if (!validator(value)) {
    const errors = validator.errors ?? [];
    throw new InvalidEventError(
      errors.map(
        error =>
          `${join(path, error.instancePath.slice(1).replaceAll('/', '.')) || 'the event'} ${error.message}`,
      ),
    );
  }
}

function join(path: string, field: string): string {
  return path && field ? `${path}.${field}` : path || field;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
