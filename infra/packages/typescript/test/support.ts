// The published samples and schemas, and changed copies of the samples.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

// biome-ignore lint/suspicious/noExplicitAny: tests change samples in ways that no type allows
export type Json = any;

export const SCHEMAS = join(import.meta.dirname, '../../../../schemas');

const read = (path: string): Json => JSON.parse(readFileSync(path, 'utf8'));

/** The schema of a type. */
export const schema = (type: string): Json => read(join(SCHEMAS, `${type}.json`));

/** Whole events by the name of their file. */
export const SAMPLES: ReadonlyMap<string, Json> = new Map(
  readdirSync(join(SCHEMAS, 'samples')).map(name => [
    name.replace('.json', ''),
    read(join(SCHEMAS, 'samples', name)),
  ]),
);

/** A copy of a sample. */
export function sample(name: string): Json {
  const found = SAMPLES.get(name);
  if (found === undefined) throw new Error(`there is no sample ${name}`);
  return structuredClone(found);
}

// Values, each of the wrong type or form for some field.
const WRONG: Json[] = [null, 7, -1, 1.5, true, '', 'no id!', 'x'.repeat(65), [], {}, [7], ['x'], { a: 1 }];

/** Copies of a JSON value in which one field is missing or has another value, at any depth. */
export function* changed(value: Json): Generator<Json> {
  if (Array.isArray(value)) {
    if (value.length === 0) return;
    for (const other of [...WRONG, ...changed(value[0])]) yield [other, ...value.slice(1)];
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      const { [key]: _, ...others } = value;
      yield others;
      for (const other of [...WRONG, ...changed(inner)]) yield { ...value, [key]: other };
    }
  }
}
