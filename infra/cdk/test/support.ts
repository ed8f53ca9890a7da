// Dummy zips, stacks with a Switchboard, and comparison of templates.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Switchboard, type PARAMETERS, type SwitchboardProps } from '../lib';
import { FUNCTIONS } from '../lib/functions';
import { readTemplate, type Json, type JsonObject } from '../scripts/template';

export const INFRA = resolve(__dirname, '../../..');

/** The template, read independently of the construct. */
export const TEMPLATE = readTemplate(join(INFRA, 'template.yaml'));

/** The only required prop. */
export const SOURCE = { partnerEventSourceName: 'aws.partner/genesys.com/cloud/6f1d3c52/switchboard' };

/** For each prop, a value other than its default. */
export const OTHER: Record<keyof typeof PARAMETERS, unknown> = {
  partnerEventSourceName: 'aws.partner/genesys.com/cloud/other/one',
  partnerBus: 'reuse',
  archivedEvents: 'conversations',
  archiveDays: 30,
  busName: 'facts',
  subscriberAccounts: ['111122223333', '444455556666'],
  subscriberOrganization: 'o-abcdefghij',
  commonEventTypes: 'core',
  settleSeconds: 3,
  publishedAttributes: 'order.*',
  publishedAddresses: 'hashed',
  addressKeySecretArn: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:switchboard/address-key-a1B2c3',
  publishReplayed: false,
  commonEventArchiveDays: 7,
  tokenIssuer: 'https://login.example.com/tenant',
  tokenAudience: 'portal,desk',
  userIdClaim: 'custom:genesys_user_id',
  rolesClaim: 'cognito:groups',
  agentVisibility: 'own',
  allowedOrigins: 'https://portal.example.com',
  pushNotifications: false,
  genesysDomain: 'mypurecloud.de',
  genesysCredentialsSecretArn: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:switchboard/genesys-a1B2c3',
  directoryOfNames: false,
  eventRetentionDays: 31,
  openShards: 4,
  kmsKeyArn: 'arn:aws:kms:eu-central-1:111122223333:key/0b5e7e3a-0000-4000-8000-000000000000',
  architecture: 'x86_64',
  receiveConcurrency: 20,
  receiveWindowSeconds: 5,
  reconstructWindowSeconds: 6,
  emitWindowSeconds: 7,
  wakeUpConcurrency: 30,
  sweepAfterDays: 30,
  alarmTopicArn: 'arn:aws:sns:eu-central-1:111122223333:alarms',
  quietMinutes: 15,
  logLevel: 'debug',
  logRetentionDays: 90,
};

/** A directory with a dummy file for each zip. */
export function zips(): string {
  const directory = mkdtempSync(join(tmpdir(), 'switchboard-cdk-'));
  for (const name of Object.keys(FUNCTIONS)) {
    writeFileSync(join(directory, `${name}.zip`), name);
  }
  return directory;
}

export const ZIPS = zips();

/** The options of a test's app. */
export const QUICK = { analyticsReporting: false };

// The CDK's own validation takes seconds each time, so only the tests that run its command enable it.
process.env['CDK_VALIDATION'] = 'false';

/** A stack with a Switchboard that has these props. */
export function stackWith(props: object, id = 'Switchboard', app: App = new App(QUICK)): { stack: Stack; switchboard: Switchboard } {
  const stack = new Stack(app, id);
  return { stack, switchboard: new Switchboard(stack, 'Switchboard', { assets: ZIPS, ...SOURCE, ...props } as SwitchboardProps) };
}

/** The synthesized template of a stack. */
export function synthesized(stack: Stack): JsonObject {
  const app = stack.node.root as App;
  return app.synth().getStackByName(stack.stackName).template as JsonObject;
}

/** The synthesized template of a Switchboard with these props. */
export function templateOf(props: object): JsonObject {
  return synthesized(stackWith(props).stack);
}

/** Normalizes a document: keys in order, `Fn::GetAtt` as a list. */
export function normal(value: Json | undefined): Json {
  if (Array.isArray(value)) {
    return value.map(normal);
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
    return Object.fromEntries(
      entries.map(([key, one]) => [key, key === 'Fn::GetAtt' && typeof one === 'string' ? one.split(/\.(.*)/s, 2) : normal(one)]),
    );
  }
  return value ?? null;
}

/** The paths at which two documents differ. */
export function differences(before: Json | undefined, after: Json | undefined, path = ''): string[] {
  const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return keys.flatMap(key => differences(before[key], after[key], path === '' ? key : `${path}/${key}`));
  }
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    return before.flatMap((one, at) => differences(one, after[at], `${path}/${at}`));
  }
  return JSON.stringify(normal(before)) === JSON.stringify(normal(after)) && (before === undefined) === (after === undefined) ? [] : [path];
}

/** Every text in a document, with its path. */
export function texts(value: Json | undefined, path = ''): [path: string, text: string][] {
  if (typeof value === 'string') {
    return [[path, value]];
  }
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, one]) => texts(one, path === '' ? key : `${path}/${key}`))
    : [];
}
