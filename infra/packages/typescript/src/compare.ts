// What a subscriber needs to know which of two events counts, and which it has seen.
import type { BusEvent, BusEventOf, CommonEvent, OtherBusEvent, OtherCommonEvent } from './event.js';
import type { CommonEvents, EventType } from './types.js';
import { EVENT_TYPES } from './types.js';

type Any = BusEvent | OtherBusEvent | CommonEvent | OtherCommonEvent;

/** The identity of one revision of one Common Event. */
export interface Revision {
  readonly id: string;
  readonly revision: number;
}

type HasRevision = Revision | { metadata: Revision } | { detail: { metadata: Revision } };

function revisionOf(value: HasRevision): Revision {
  if ('detail' in value) return value.detail.metadata;
  return 'metadata' in value ? value.metadata : value;
}

/**
 * Whether `a` is a later revision than `b` of the same Common Event. Takes events on the bus, Common
 * Events, or what you stored of them: an id and a revision.
 *
 * @throws TypeError if they are two Common Events; `occurredAt` and `knownEvents` order those
 */
export function isNewer(a: HasRevision, b: HasRevision): boolean {
  const [one, two] = [revisionOf(a), revisionOf(b)];
  if (one.id !== two.id) {
    throw new TypeError(`isNewer compares revisions of one Common Event, but ${one.id} is not ${two.id}`);
  }
  return one.revision > two.revision;
}

/**
 * The key to remember, so that nothing is done twice: `<id>#<revision>`. At-least-once delivery may
 * bring the same revision again, with the same key.
 */
export function idempotencyKey(event: HasRevision): string {
  const { id, revision } = revisionOf(event);
  return `${id}#${revision}`;
}

/** Whether an event on the bus, or a Common Event, is of this type. Narrows it. */
export function isType<T extends EventType>(
  event: BusEvent | OtherBusEvent,
  type: T,
): event is Extract<BusEvent, BusEventOf<T>>;
export function isType<T extends EventType>(
  event: CommonEvent | OtherCommonEvent,
  type: T,
): event is CommonEvents[T];
export function isType(event: Any, type: EventType): boolean {
  return typeOf(event) === type;
}

/** Whether the type of an event is one that this version of the package knows. Narrows it. */
export function isKnown(event: BusEvent | OtherBusEvent): event is BusEvent;
export function isKnown(event: CommonEvent | OtherCommonEvent): event is CommonEvent;
export function isKnown(event: Any): boolean {
  return (EVENT_TYPES as readonly string[]).includes(typeOf(event));
}

function typeOf(event: Any): string {
  return 'detail' in event ? event['detail-type'] : event.metadata.type;
}
