// Runs the app with the real cdk command, and the README's example in another team's project with the packed package.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { PARAMETERS } from '../lib';
import { FUNCTIONS } from '../lib/functions';
import type { JsonObject } from '../scripts/template';
import { SOURCE, ZIPS, templateOf } from './support';

const PACKAGE = resolve(__dirname, '../..');

/** No network, no prompts, no telemetry. */
const OFFLINE = {
  ...process.env,
  CDK_VALIDATION: 'true',
  CDK_DISABLE_CLI_TELEMETRY: 'true',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_REGION: 'eu-central-1',
  HTTPS_PROXY: 'http://127.0.0.1:9',
  https_proxy: 'http://127.0.0.1:9',
  HTTP_PROXY: 'http://127.0.0.1:9',
  http_proxy: 'http://127.0.0.1:9',
};

/** Runs the command of the CDK in a directory. */
function cdk(directory: string, ...arguments_: string[]) {
  const command = join(PACKAGE, 'node_modules/.bin/cdk');
  const run = spawnSync(command, arguments_, { cwd: directory, env: OFFLINE, encoding: 'utf8', timeout: 120_000 });
  return { status: run.status, said: run.stdout + run.stderr };
}

function synth(directory: string, ...more: string[]) {
  const output = mkdtempSync(join(tmpdir(), 'switchboard-cdk-out-'));
  return { output, ...cdk(directory, 'synth', '--quiet', '--output', output, ...more) };
}

test('cdk synth works offline and without warnings', () => {
  const { output, status, said } = synth(PACKAGE, '--strict', '-c', `partnerEventSourceName=${SOURCE.partnerEventSourceName}`, '-c', `assets=${ZIPS}`);
  assert.equal(status, 0, said);
  assert.doesNotMatch(said, /warning/i);
  const template = JSON.parse(readFileSync(join(output, 'Switchboard.template.json'), 'utf8')) as JsonObject;
  const schemas = (template['Resources'] as Record<string, JsonObject>)['Schemas']!;
  // Metadata for tools that look for the nested template. It holds only a file name.
  assert.match(String((schemas['Metadata'] as JsonObject)['aws:asset:path']), /^\w+\.nested\.template\.json$/);
  delete schemas['Metadata'];
  assert.deepEqual(template, templateOf({}));
});

test('cdk synth reads every prop from the context', () => {
  const text: Record<string, string> = {
    partnerEventSourceName: SOURCE.partnerEventSourceName, partnerBus: 'reuse', archivedEvents: 'conversations', archiveDays: '30', busName: 'facts', subscriberAccounts: '111122223333, 444455556666',
    subscriberOrganization: 'o-abcdefghij', commonEventTypes: 'core', settleSeconds: '3', publishedAttributes: 'order.*,tier', publishedAddresses: 'hashed',
    addressKeySecretArn: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:switchboard/address-key-a1B2c3', publishReplayed: 'false', commonEventArchiveDays: '7',
    tokenIssuer: 'https://login.example.com/tenant', tokenAudience: 'portal,desk', userIdClaim: 'sub', rolesClaim: 'roles', agentVisibility: 'own', allowedOrigins: 'https://portal.example.com', pushNotifications: 'false',
    genesysDomain: 'mypurecloud.de', genesysCredentialsSecretArn: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:switchboard/genesys-a1B2c3',
    directoryOfNames: 'false', eventRetentionDays: '31', openShards: '4', kmsKeyArn: 'arn:aws:kms:eu-central-1:111122223333:key/0b5e7e3a-0000-4000-8000-000000000000', architecture: 'x86_64', receiveConcurrency: '20',
    receiveWindowSeconds: '5', reconstructWindowSeconds: '6', emitWindowSeconds: '7', wakeUpConcurrency: '30', sweepAfterDays: '30', alarmTopicArn: 'arn:aws:sns:eu-central-1:111122223333:alarms', quietMinutes: '15', logLevel: 'debug', logRetentionDays: '90',
  };
  assert.deepEqual(Object.keys(text), Object.keys(PARAMETERS));
  const { output, status, said } = synth(PACKAGE, '--strict', ...Object.entries({ ...text, assets: ZIPS }).flatMap(([key, value]) => ['-c', `${key}=${value}`]));
  assert.equal(status, 0, said);
  const template = JSON.parse(readFileSync(join(output, 'Switchboard.template.json'), 'utf8')) as JsonObject;
  assert.deepEqual(Object.keys(template['Parameters'] as JsonObject), ['BootstrapVersion']);
});

test('a wrong prop fails with an error message', () => {
  const { status, said } = synth(PACKAGE, '-c', `partnerEventSourceName=${SOURCE.partnerEventSourceName}`, '-c', 'archiveDays=never');
  assert.notEqual(status, 0);
  assert.match(said, /Switchboard: archiveDays has to be a whole number from 0 to 36500/);
});

test('without a partner event source the app can be listed and bootstrapped, not deployed', () => {
  const listed = cdk(PACKAGE, 'list');
  assert.equal(listed.status, 0, listed.said);
  assert.match(listed.said, /^Switchboard$/m);
  const { status, said } = synth(PACKAGE);
  assert.notEqual(status, 0);
  assert.match(said, /Switchboard: partnerEventSourceName is missing: -c partnerEventSourceName=aws\.partner/);
  // No account can be reached from here; the app itself is no obstacle.
  const bootstrapped = cdk(PACKAGE, 'bootstrap', 'aws://111122223333/eu-central-1');
  assert.match(bootstrapped.said, /Bootstrapping environment aws:\/\/111122223333\/eu-central-1/);
  assert.doesNotMatch(bootstrapped.said, /partnerEventSourceName/);
});

test("the README's example works in another team's project", () => {
  const packed = mkdtempSync(join(tmpdir(), 'switchboard-cdk-packed-'));
  const env = { ...OFFLINE, npm_config_update_notifier: 'false' };
  execFileSync('npm', ['pack', '--pack-destination', packed, '--loglevel', 'error'], { cwd: PACKAGE, env });
  assert.ok(!existsSync(join(PACKAGE, 'bundle')), 'packing leaves nothing behind');
  const theirs = mkdtempSync(join(tmpdir(), 'switchboard-cdk-theirs-'));
  const own = join(theirs, 'node_modules/switchboard-cdk');
  mkdirSync(own, { recursive: true });
  execFileSync('tar', ['-xzf', join(packed, 'switchboard-cdk-0.1.0.tgz'), '--strip-components=1', '-C', own]);
  for (const name of ['aws-cdk-lib', 'constructs', '@types']) {
    symlinkSync(join(PACKAGE, 'node_modules', name), join(theirs, 'node_modules', name));
  }
  for (const name of Object.keys(FUNCTIONS)) {
    mkdirSync(join(own, 'bundle/lambda/arm64'), { recursive: true });
    cpSync(join(ZIPS, `${name}.zip`), join(own, 'bundle/lambda/arm64', `${name}.zip`));
  }
  const example = /```ts\n(.*?)```/s.exec(readFileSync(join(PACKAGE, 'README.md'), 'utf8'))?.[1] ?? '';
  writeFileSync(join(theirs, 'app.ts'), example);
  writeFileSync(join(theirs, 'cdk.json'), JSON.stringify({ app: 'node app.js', versionReporting: false, notices: false }));
  const options = ['--strict', '--noUncheckedIndexedAccess', '--skipLibCheck', '--target', 'es2023', '--module', 'node16', '--types', 'node'];
  const compiled = spawnSync(join(PACKAGE, 'node_modules/.bin/tsc'), [...options, 'app.ts'], { cwd: theirs, encoding: 'utf8' });
  assert.equal(compiled.status, 0, compiled.stdout);
  const { output, status, said } = synth(theirs);
  assert.equal(status, 0, said);
  const template = readFileSync(join(output, 'Surveys.template.json'), 'utf8');
  assert.match(template, /"AWS::Events::Rule"/);
  assert.match(template, /"EventBusName": *\{\s*"Fn::ImportValue"/);
});
