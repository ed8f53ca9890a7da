// Events as a rule delivers them, and the union that narrows by type.
import type { CommonData, CommonEvents, EventType, Metadata } from './types.js';

/** A Common Event of a known type: the `detail` of an event on the bus. */
export type CommonEvent = CommonEvents[EventType];

// An enumeration, because no text is assignable to it: so comparing with a known name narrows the union.
declare enum Other {
  Type = 'a type that a later version added',
}

/** The name of a type that this version of the package does not know: any text but a known name. */
export type OtherType = Other;

/** A Common Event of a type that this version of the package does not know. */
export interface OtherCommonEvent {
  metadata: Metadata<OtherType>;
  data: CommonData;
}

/** What EventBridge puts around a Common Event. */
export interface Envelope {
  version: string;
  /** Id that EventBridge gave this delivery. A repetition of a Common Event has another one. */
  id: string;
  source: string;
  account: string;
  /** When the Common Event happened, to the second. */
  time: string;
  region: string;
  resources: string[];
  /** Name of the replay, only if the archive of the bus is replayed. */
  'replay-name'?: string;
}

/** An event on the bus whose Common Event is of the type `T`. */
export interface BusEventOf<T extends EventType> extends Envelope {
  'detail-type': T;
  detail: CommonEvents[T];
}

/** An event on the bus, of a known type. `event['detail-type']` narrows it. */
export type BusEvent = { [T in EventType]: BusEventOf<T> }[EventType];

/** An event on the bus, of a type that this version of the package does not know. */
export interface OtherBusEvent extends Envelope {
  'detail-type': OtherType;
  detail: OtherCommonEvent;
}
