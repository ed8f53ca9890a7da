// The construct synthesizes the template: nothing is lost, changed or added.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { FUNCTIONS } from '../lib/functions';
import { GENERATED, generate, propOf } from '../scripts/generate';
import type { JsonObject } from '../scripts/template';
import { INFRA, OTHER, SOURCE, TEMPLATE, differences, normal, stackWith, synthesized, templateOf, texts } from './support';

/** The necessary differences: assets replace paths, and a given value replaces its parameter. */
const DIFFERENT = [
  'Parameters/PartnerEventSourceName',
  ...Object.values(FUNCTIONS).map(name => `Resources/${name}/Properties/CodeUri`),
  'Resources/Schemas/Properties/TemplateURL',
];

/** Entries that the CDK adds to every stack. */
const ADDED = ['Parameters/BootstrapVersion', 'Rules/CheckBootstrapVersion'];

/** Rules that the construct checks itself. */
const SEEN_TO = ['Rules/HashesNeedAKey', 'Rules/OperationsGoSomewhere', 'Rules/TokensAreForSomebody'];

test('every resource, condition, parameter and output equals the template', () => {
  const expected = withValue(TEMPLATE, 'PartnerEventSourceName', SOURCE.partnerEventSourceName);
  assert.deepEqual(differences(normal(expected), normal(templateOf({}))), [...ADDED, ...SEEN_TO, ...DIFFERENT].sort());
});

test('the construct checks every rule of the template', () => {
  const rules = TEMPLATE['Rules'] as Record<string, JsonObject>;
  assert.deepEqual(Object.keys(rules).map(name => `Rules/${name}`).sort(), SEEN_TO);
  for (const rule of Object.values(rules)) {
    const [given, needed] = texts(rule).filter(([path]) => path.endsWith('/Ref')).map(([, parameter]) => propOf(parameter));
    assert.throws(() => stackWith({ [given!]: OTHER[given as keyof typeof OTHER] }), { message: `Switchboard: ${given} needs ${needed}.` });
  }
});

test('a property that is dropped, changed or added is found', () => {
  const function_ = ['Resources', 'ReceiveFunction', 'Properties'] as const;
  for (const spoil of [
    (it: JsonObject) => delete it['LoggingConfig'],
    (it: JsonObject) => (it['Timeout'] = 31),
    (it: JsonObject) => (it['Timeout'] = '30'),
    (it: JsonObject) => (it['Layers'] = []),
  ]) {
    const template = structuredClone(TEMPLATE);
    spoil(function_.reduce((within, key) => within[key] as JsonObject, template));
    assert.equal(differences(TEMPLATE, template).length, 1);
  }
});

test('the schema registry equals its own template', () => {
  const { switchboard } = stackWith({});
  const own = switchboard.template.getNestedStack('Schemas').stack;
  const registry = JSON.parse(readFileSync(join(INFRA, 'schemas/registry.json'), 'utf8')) as JsonObject;
  const assembly = switchboard.node.root as unknown as { synth(): { directory: string } };
  const nested = JSON.parse(readFileSync(join(assembly.synth().directory, own.templateFile), 'utf8')) as JsonObject;
  assert.deepEqual(normal(nested), normal(registry));
});

test('no local path is left, and every function is an asset', () => {
  const template = templateOf({});
  // A log group name, which looks like a path because it follows AWS's own naming.
  const isName = (path: string) => path.startsWith('Resources/ApiLogs/Properties/LogGroupName');
  const local = texts(template['Resources'], 'Resources').filter(([path, text]) => /^(\.{1,2}\/|\/[\w.-]+\/|file:|[a-z]:\\)|functions\/|\.zip$|schemas\//i.test(text) && !isName(path));
  const keys = local.filter(([path, text]) => /\/CodeUri\/Key$/.test(path) && /^[0-9a-f]{64}\.zip$/.test(text));
  assert.deepEqual(local, keys);
  assert.equal(keys.length, Object.keys(FUNCTIONS).length);
  for (const [name, resource] of Object.entries(template['Resources'] as Record<string, JsonObject>)) {
    const { CodeUri, TemplateURL } = (resource['Properties'] ?? {}) as JsonObject;
    assert.notEqual(typeof CodeUri, 'string', name);
    assert.notEqual(typeof TemplateURL, 'string', name);
  }
});

test('the generated props match the template', () => {
  assert.equal(readFileSync(GENERATED, 'utf8'), generate(TEMPLATE), 'run `npm run generate` and commit lib/parameters.ts');
});

test('synthesizing twice gives the same', () => {
  const once = stackWith({});
  assert.deepEqual(synthesized(once.stack), templateOf({}));
});

/** The template with a parameter replaced by a value, by text and independently of the construct. */
function withValue(template: JsonObject, parameter: string, value: string): JsonObject {
  const replaced = JSON.stringify(template)
    .replaceAll(`{"Ref":"${parameter}"}`, JSON.stringify(value))
    .replaceAll(`\${${parameter}}`, value);
  return JSON.parse(replaced) as JsonObject;
}
