// Each prop changes exactly the places where its parameter is used. A wrong value is refused with an error message.
import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { PARAMETERS, Switchboard } from '../lib';
import { FUNCTIONS, ofEach } from '../lib/functions';
import type { Json, JsonObject } from '../scripts/template';
import { OTHER, QUICK, SOURCE, TEMPLATE, ZIPS, differences, stackWith, synthesized, templateOf, texts } from './support';

const plain = templateOf({});

/** The other props that a prop needs. */
const NEEDS: { readonly [prop: string]: object } = {
  tokenIssuer: { tokenAudience: OTHER.tokenAudience },
  genesysCredentialsSecretArn: { genesysDomain: OTHER.genesysDomain },
  publishedAddresses: { addressKeySecretArn: OTHER.addressKeySecretArn },
};

for (const [prop, value] of Object.entries(OTHER)) {
  test(`${prop} changes exactly the uses of ${nameOf(prop)}`, () => {
    const name = nameOf(prop);
    const before = templateOf(NEEDS[prop] ?? {});
    const changed = templateOf({ ...NEEDS[prop], [prop]: value });
    const uses = new Set(usesOf(TEMPLATE, name).filter(path => !path.startsWith('Rules/')));
    assert.ok(uses.size > 0, 'the template uses it');
    const isAsset = (path: string) => path.endsWith('/CodeUri/Key');
    const found = differences(before, changed).filter(path => !isAsset(path));
    const expected = prop === 'partnerEventSourceName' ? uses : uses.add(`Parameters/${name}`);
    assert.deepEqual(found, [...expected].sort());
    assert.deepEqual(usesOf(changed, name), []);
    assert.equal((changed['Parameters'] as JsonObject)[name], undefined);
  });
}

test('the values appear in the template', () => {
  const template = templateOf(OTHER);
  const at = (path: string): Json | undefined =>
    path.split('/').reduce<Json | undefined>((within, key) => (within as JsonObject | undefined)?.[key], template);
  assert.equal(at('Resources/Archive/Properties/RetentionDays'), 30);
  assert.equal(at('Resources/EmitFunction/Properties/Environment/Variables/PUBLISH_REPLAYED'), 'false');
  assert.equal(at('Resources/ReconstructFunction/Properties/Environment/Variables/OPEN_SHARDS'), '4');
  assert.equal(at('Resources/ReconstructFunction/Properties/Environment/Variables/SETTLE_SECONDS'), '3');
  assert.deepEqual(at('Resources/SubscriberAccountsPolicy/Properties/Statement/Principal/AWS'), OTHER.subscriberAccounts);
  assert.deepEqual(at('Resources/ReceiveFunction/Properties/Architectures'), ['x86_64']);
  assert.deepEqual(Object.keys(at('Parameters') as JsonObject), ['BootstrapVersion']);
});

test('every default can be given as a value', () => {
  for (const [name, declared] of Object.entries(PARAMETERS)) {
    const given = (TEMPLATE['Parameters'] as Record<string, JsonObject>)[declared.name]?.['Default'];
    if (given !== undefined) {
      const isSwitch = ['publishReplayed', 'directoryOfNames', 'pushNotifications'].includes(name);
      const value = isSwitch ? given === 'true' : name === 'subscriberAccounts' ? [] : given;
      templateOf({ [name]: value });
    }
  }
  assert.deepEqual(templateOf({ subscriberAccounts: [] }), plain);
});

test('key, topic, organization, issuer and secret may be known only at deployment', () => {
  const app = new App(QUICK);
  const stack = new Stack(app, 'Own');
  const key = new Key(stack, 'Key');
  const topic = new Topic(stack, 'Topic');
  const organization = new CfnParameter(stack, 'Organization', { default: 'o-abcdefghij' });
  const pool = new UserPool(stack, 'Pool');
  const secret = new Secret(stack, 'Secret');
  const switchboard = new Switchboard(stack, 'Switchboard', {
    ...SOURCE,
    assets: ZIPS,
    tokenIssuer: pool.userPoolProviderUrl,
    tokenAudience: pool.addClient('Portal').userPoolClientId,
    genesysDomain: 'mypurecloud.de',
    genesysCredentialsSecretArn: secret.secretArn,
    kmsKeyArn: key.keyArn,
    alarmTopicArn: topic.topicArn,
    subscriberOrganization: organization.valueAsString,
  });
  const template = synthesized(stack);
  const conditions = template['Conditions'] as JsonObject;
  const given = { 'Fn::Not': [{ 'Fn::Equals': ['given', ''] }] };
  assert.deepEqual(conditions['HasKey'], given);
  assert.deepEqual(conditions['HasAlarmTopic'], given);
  assert.deepEqual(conditions['HasSubscriberOrganization'], given);
  assert.deepEqual(conditions['HasIssuer'], given);
  assert.deepEqual(conditions['HasAudience'], given);
  assert.deepEqual(conditions['HasGenesysCredentials'], given);
  assert.deepEqual(Object.keys(template['Rules'] as JsonObject), ['CheckBootstrapVersion'], 'a rule may know parameters alone');
  const parameters = Object.keys(template['Parameters'] as JsonObject);
  for (const [path, target] of texts(conditions).filter(([path]) => path.endsWith('/Ref'))) {
    assert.ok(parameters.includes(target), `${path} is a parameter`);
  }
  const alarm = (template['Resources'] as Record<string, JsonObject>)['QuietAlarm']?.['Properties'] as JsonObject;
  assert.deepEqual((alarm['AlarmActions'] as JsonObject)['Fn::If'], ['HasAlarmTopic', [{ Ref: stack.getLogicalId(topic.node.defaultChild as never) }], { Ref: 'AWS::NoValue' }]);
  assert.notEqual(switchboard.queues.intake.encryptionMasterKey, undefined);
});

const wrong: [props: object, says: string][] = [
  [{ partnerEventSourceName: undefined }, 'Switchboard: partnerEventSourceName is missing; it begins with aws.partner/genesys.com/.'],
  [{ partnerEventSourceName: 'genesys' }, 'Switchboard: partnerEventSourceName has to be something that begins with aws.partner/genesys.com/, and is "genesys".'],
  [{ archiveDays: -1 }, 'Switchboard: archiveDays has to be a whole number from 0 to 36500, and is -1.'],
  [{ archiveDays: '400' }, 'Switchboard: archiveDays has to be a whole number from 0 to 36500, and is "400".'],
  [{ archiveDays: 1.5 }, 'Switchboard: archiveDays has to be a whole number from 0 to 36500, and is 1.5.'],
  [{ archiveDays: new CfnParameter(new Stack(), 'X', { type: 'Number' }).valueAsNumber }, 'Switchboard: archiveDays has to be known when the app is synthesized, and is known only when it is deployed.'],
  [{ partnerBus: 'make' }, 'Switchboard: partnerBus has to be one of create, reuse, and is "make".'],
  [{ publishReplayed: 'true' }, 'Switchboard: publishReplayed has to be one of true, false, and is "true".'],
  [{ logRetentionDays: 2 }, 'Switchboard: logRetentionDays has to be one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827, 3653, and is 2.'],
  [{ subscriberAccounts: '111122223333' }, 'Switchboard: subscriberAccounts has to be a list of strings, and is "111122223333".'],
  [{ subscriberAccounts: ['1,2'] }, 'Switchboard: subscriberAccounts has to be a list of strings, and is ["1,2"].'],
  [{ busName: 'a bus' }, 'Switchboard: busName has to be like [.\\-_A-Za-z0-9]{1,50}, and is "a bus".'],
  [{ kmsKeyArn: 'alias/own' }, 'Switchboard: kmsKeyArn has to be like (arn:[a-z-]+:kms:[a-z0-9-]+:\\d{12}:key/.+)?, and is "alias/own".'],
  [{ commonEventTypes: ['core'] }, 'Switchboard: commonEventTypes has to be a string, and is ["core"].'],
  [{ tokenIssuer: 'login.example.com', tokenAudience: 'portal' }, 'Switchboard: tokenIssuer has to be something that begins with https://, and is "login.example.com".'],
  [{ tokenIssuer: OTHER.tokenIssuer }, 'Switchboard: tokenIssuer needs tokenAudience.'],
  [{ tokenAudience: 'portal, desk' }, 'Switchboard: tokenAudience has to be something that holds audiences separated by commas, without spaces, and is "portal, desk".'],
  [{ allowedOrigins: '*' }, 'Switchboard: allowedOrigins has to be something that holds origins separated by commas, each with its scheme and without a path, and is "*".'],
  [{ allowedOrigins: 'https://portal.example.com/' }, 'Switchboard: allowedOrigins has to be something that holds origins separated by commas, each with its scheme and without a path, and is "https://portal.example.com/".'],
  [{ genesysDomain: 'example.com' }, 'Switchboard: genesysDomain has to be something that is the domain of a Genesys Cloud region, such as mypurecloud.de or usw2.pure.cloud, and is "example.com".'],
  [{ genesysCredentialsSecretArn: OTHER.genesysCredentialsSecretArn }, 'Switchboard: genesysCredentialsSecretArn needs genesysDomain.'],
  [
    { genesysDomain: 'mypurecloud.de', genesysCredentialsSecretArn: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:genesys' },
    'Switchboard: genesysCredentialsSecretArn has to be something that is the full ARN of a secret, with the six letters that end it, and is "arn:aws:secretsmanager:eu-central-1:111122223333:secret:genesys".',
  ],
  [{ ArchiveDays: 30 }, `Switchboard: there is no prop ArchiveDays; there are ${Object.keys(PARAMETERS).join(', ')}, assets, functions.`],
  [{ functions: { other: 'x.zip' } }, 'Switchboard: there is no function other; there are receive, reconstruct, emit, import, sweep, interactions, notify.'],
  [{ functions: { emit: '/nowhere/emit.zip' } }, 'Switchboard: there is no /nowhere/emit.zip; in Switchboard\'s repository, this makes it: bash infra/build.sh arm64'],
];

for (const [props, says] of wrong) {
  test(`refused: ${JSON.stringify(props)}`, () => {
    assert.throws(() => stackWith(props), { message: says });
  });
}

test('a missing zip is refused with the command that builds it', () => {
  const empty = mkdtempSync(join(tmpdir(), 'switchboard-cdk-'));
  assert.throws(() => stackWith({ assets: empty, architecture: 'x86_64' }), {
    message: `Switchboard: there is no ${join(empty, 'receive.zip')}; in Switchboard's repository, this makes it: bash infra/build.sh x86_64`,
  });
});

test('every Genesys Cloud region is accepted', () => {
  for (const genesysDomain of [
    'mypurecloud.com', 'mypurecloud.com.au', 'mypurecloud.de', 'mypurecloud.ie', 'mypurecloud.jp', 'usw2.pure.cloud', 'cac1.pure.cloud', 'sae1.pure.cloud',
    'euw2.pure.cloud', 'euc2.pure.cloud', 'mec1.pure.cloud', 'aps1.pure.cloud', 'apne2.pure.cloud', 'apne3.pure.cloud', 'apse1.pure.cloud', 'use2.us-gov-pure.cloud',
  ]) {
    stackWith({ genesysDomain });
  }
});

test('an app may have two Switchboards, but a stack only one', () => {
  const app = new App(QUICK);
  const one = stackWith({}, 'One', app).stack;
  const other = stackWith({ busName: 'other', partnerBus: 'reuse' }, 'Other', app).stack;
  assert.deepEqual(synthesized(one), plain);
  assert.notDeepEqual(synthesized(other), plain);
  assert.throws(() => new Switchboard(one, 'Second', { ...SOURCE, assets: ZIPS }), {
    message: 'Switchboard: stack One has one already, One/Switchboard; give each a stack of its own.',
  });
});

test('the exposed resources work in this stack and in others', () => {
  const app = new App(QUICK);
  const { stack, switchboard } = stackWith({ tokenIssuer: OTHER.tokenIssuer, tokenAudience: OTHER.tokenAudience }, 'One', app);
  assert.deepEqual(stack.resolve(switchboard.bus.eventBusArn), { 'Fn::GetAtt': ['Bus', 'Arn'] });
  assert.deepEqual(stack.resolve(switchboard.bus.eventBusName), { Ref: 'Bus' });
  assert.deepEqual(stack.resolve(switchboard.table.tableArn), { 'Fn::GetAtt': ['Table', 'Arn'] });
  assert.deepEqual(stack.resolve(switchboard.table.tableStreamArn), { 'Fn::GetAtt': ['Table', 'StreamArn'] });
  assert.deepEqual(stack.resolve(switchboard.functionNames), ofEach(name => ({ Ref: FUNCTIONS[name] })));
  assert.deepEqual(stack.resolve(switchboard.importBucket.bucketArn), { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::', { Ref: 'ImportBucket' }]] });
  assert.deepEqual(stack.resolve(switchboard.apiUrl), { 'Fn::GetAtt': ['Api', 'ApiEndpoint'] });
  const without = stackWith({}, 'Without', app).switchboard;
  assert.equal(without.apiUrl, undefined);
  assert.equal(without.functionNames.interactions, undefined);
  const { tokenIssuer, tokenAudience } = OTHER;
  const silent = stackWith({ tokenIssuer, tokenAudience, pushNotifications: false }, 'Silent', app).switchboard;
  assert.deepEqual([typeof silent.functionNames.interactions, silent.functionNames.notify], ['string', undefined]);
  const queues = {
    intake: 'Intake', intakeRuleDeadLetters: 'IntakeRuleDeadLetters', receiveDeadLetters: 'ReceiveDeadLetters',
    reconstructDeadLetters: 'ReconstructDeadLetters', wakeUpQueue: 'WakeUpQueue', wakeUpDeadLetterQueue: 'WakeUpDeadLetterQueue',
    emitDeadLetters: 'EmitDeadLetters', importQueue: 'ImportQueue',
    importDeadLetters: 'ImportDeadLetters', sweepDeadLetters: 'SweepDeadLetters',
  };
  for (const [prop, name] of Object.entries(queues)) {
    const queue = switchboard.queues[prop as keyof typeof switchboard.queues];
    assert.deepEqual(stack.resolve(queue.queueArn), { 'Fn::GetAtt': [name, 'Arn'] });
    assert.deepEqual(stack.resolve(queue.queueUrl), { Ref: name });
  }
  const theirs = new Stack(app, 'Theirs');
  new Rule(theirs, 'Rule', { eventBus: switchboard.bus, eventPattern: { detailType: ['ConversationEnded'] }, targets: [new SqsQueue(new Queue(theirs, 'Queue'))] });
  const rule = Object.values(synthesized(theirs)['Resources'] as Record<string, JsonObject>).find(one => one['Type'] === 'AWS::Events::Rule');
  assert.match(JSON.stringify(rule), /"EventBusName":\{"Fn::ImportValue":"One:/);
});

function nameOf(prop: string): string {
  return PARAMETERS[prop as keyof typeof PARAMETERS].name;
}

/** The paths at which a template uses a parameter: the smallest values that change with it. */
function usesOf(template: JsonObject, parameter: string): string[] {
  const walk = (value: Json, path: string): string[] => {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      const sub = value['Fn::Sub'];
      // The CDK evaluates a split of a known text itself.
      if (value['Ref'] === parameter || (value['Fn::Split'] as Json[] | undefined)?.some(one => (one as JsonObject)['Ref'] === parameter)) {
        return [path];
      }
      if (sub !== undefined && JSON.stringify(sub).includes(`\${${parameter}}`)) {
        return [`${path}/Fn::Sub`];
      }
    }
    return typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, one]) => walk(one, path === '' ? key : `${path}/${key}`))
      : [];
  };
  return walk(template, '').sort();
}
