// Compiles infra/schemas to src/validators.js: functions without dependencies. Shared parts, and what
// every type has, are compiled once.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import standalone from 'ajv/dist/standalone/index.js';
import formats from 'ajv-formats';
import { buildSync } from 'esbuild';
import { EVENT_TYPES } from '../src/types.js';

interface Schema {
  properties: Record<string, Schema>;
  required: string[];
  $defs: Record<string, Schema>;
  [keyword: string]: unknown;
}

const SCHEMAS = join(import.meta.dirname, '../../../../schemas');
const schemas = EVENT_TYPES.map(
  type => JSON.parse(readFileSync(join(SCHEMAS, `${type}.json`), 'utf8')) as Schema,
);
const known = readdirSync(SCHEMAS).filter(name => /^[A-Z]\w+\.json$/.test(name) && name !== 'README.md');
if (known.length !== EVENT_TYPES.length) {
  throw new Error('src/types.ts is stale: run `python3 infra/packages/generate`');
}

/** Without the keywords that describe, and with references into the shared schema. */
function bare(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(bare);
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).filter(
    ([key, value]) => !(['description', 'examples', 'title'].includes(key) && typeof value !== 'object'),
  );
  return Object.fromEntries(
    entries.map(([key, value]) => [key, key === '$ref' ? `shared${value}` : bare(value)]),
  );
}

const [first] = schemas;
if (first === undefined) throw new Error('infra/schemas has no schema');
const ajv = new Ajv2020({
  allErrors: true,
  code: { source: true, esm: true },
  inlineRefs: false,
  strictTypes: false,
});
formats.default(ajv);
ajv.addSchema({
  $id: 'shared',
  $defs: bare(Object.assign({}, ...schemas.map(schema => schema.$defs))) as object,
});

const { metadata, data } = first.properties as { metadata: Schema; data: Schema };
const isCommon = (name: string) =>
  schemas.every(one => one.properties['data']?.properties[name] !== undefined);
const common = Object.keys(data.properties).filter(isCommon);
const { const: _type, ...type } = metadata.properties['type'] as Schema;
const pick = (of: Schema, names: string[]) =>
  ({
    ...of,
    properties: Object.fromEntries(names.map(name => [name, of.properties[name]])),
    required: of.required.filter(name => names.includes(name)),
  }) as Schema;

const compiled: Record<string, string> = { CommonEvent: 'CommonEvent' };
ajv.addSchema({
  ...(bare({
    type: 'object',
    required: first.required,
    properties: {
      metadata: { ...metadata, properties: { ...metadata.properties, type } },
      data: pick(data, common),
    },
  }) as object),
  $id: 'CommonEvent',
});
for (const [index, schema] of schemas.entries()) {
  const name = `${EVENT_TYPES[index]}Data`;
  const own = schema.properties['data'] as Schema;
  const names = Object.keys(own.properties).filter(one => !common.includes(one));
  ajv.addSchema({ ...(bare(pick(own, names)) as object), $id: name });
  compiled[name] = name;
}

const code = standalone.default(ajv, compiled);
const bundled = buildSync({
  stdin: { contents: code, resolveDir: import.meta.dirname },
  bundle: true,
  format: 'esm',
  minify: true,
  write: false,
  charset: 'utf8',
});
writeFileSync(join(import.meta.dirname, '../src/validators.js'), bundled.outputFiles[0]?.contents ?? '');
