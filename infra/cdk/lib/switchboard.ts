import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Fn, Stack, Token, Validations, type CfnResource } from 'aws-cdk-lib';
import { CfnApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { CfnTable, Table, type ITable } from 'aws-cdk-lib/aws-dynamodb';
import { CfnEventBus, EventBus, type IEventBus } from 'aws-cdk-lib/aws-events';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket, CfnBucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { CfnFunction } from 'aws-cdk-lib/aws-sam';
import { CfnQueue, Queue, type IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { parameterValue, type Declared } from './declared';
import { FUNCTIONS, ofEach, type FunctionName } from './functions';
import { PARAMETERS, type SwitchboardParameters } from './parameters';

/** The parameters of the template, and where the functions are. */
export interface SwitchboardProps extends SwitchboardParameters {
  /**
   * The directory of the zips of the functions: `receive.zip` and so on.
   *
   * @default target/lambda/<architecture>, where infra/build.sh puts them
   */
  readonly assets?: string;

  /**
   * The zip of each function, for those that are elsewhere than in `assets`.
   *
   * @default those in `assets`
   */
  readonly functions?: { readonly [name in FunctionName]?: string };
}

/** The queues. All but `intake`, `wakeUpQueue` and `importQueue` keep dead letters. */
export interface SwitchboardQueues {
  /** Where receive takes messages from. */
  readonly intake: IQueue;
  /** Events that EventBridge could not hand to the queue. */
  readonly intakeRuleDeadLetters: IQueue;
  /** Messages that receive gave up. */
  readonly receiveDeadLetters: IQueue;
  /** Records that no attempt can reconstruct. */
  readonly reconstructDeadLetters: IQueue;
  /** Where wake-ups of reconstruct wait until they are due. */
  readonly wakeUpQueue: IQueue;
  /** Wake-ups that failed in every attempt. */
  readonly wakeUpDeadLetterQueue: IQueue;
  /** Common Events that the bus refused. */
  readonly emitDeadLetters: IQueue;
  /** Where import takes messages from. */
  readonly importQueue: IQueue;
  /** Objects that cannot be imported, or only in part. */
  readonly importDeadLetters: IQueue;
  /** Runs of sweep that failed, or could not be started. */
  readonly sweepDeadLetters: IQueue;
}

/** What the functions are called. There is `interactions` with `tokenIssuer` alone. */
export type SwitchboardFunctionNames = { readonly [name in Exclude<FunctionName, 'interactions'>]: string } & { readonly interactions?: string };

/**
 * Switchboard, as template.yaml describes it: its resources become part of the stack around it, under the names that they
 * have there.
 */
export class Switchboard extends Construct {
  /** The bus of Common Events. */
  readonly bus: IEventBus;
  /** The table. */
  readonly table: ITable;
  readonly queues: SwitchboardQueues;
  /** Where conversation-details documents are put to be imported. */
  readonly importBucket: IBucket;
  /** What the functions are called. */
  readonly functionNames: SwitchboardFunctionNames;
  /** Where questions about conversations are asked; without `tokenIssuer` there is no such place. */
  readonly apiUrl?: string;
  /** Everything else: `template.getResource('Archive')`. */
  readonly template: CfnInclude;

  constructor(scope: Construct, id: string, props: SwitchboardProps) {
    super(scope, id);
    refuseSecond(this);
    const parameters = parametersOf(props);
    const zips = zipsOf(props);
    const home = homeOfTemplate();

    this.template = new CfnInclude(this, 'Template', {
      templateFile: join(home, 'template.yaml'),
      parameters: Object.fromEntries(parameters.map(({ name, value }) => [name, value])),
      loadNestedStacks: { Schemas: { templateFile: join(home, 'schemas/registry.json') } },
    });
    // A condition may know parameters alone. What is known only when it is deployed cannot be compared in one, but is given.
    for (const condition of parameters.flatMap(one => one.presence)) {
      this.template.getCondition(condition).expression = Fn.conditionNot(Fn.conditionEquals('given', ''));
    }

    // What they would refuse was refused above; and they may know parameters alone, as conditions may.
    for (const rule of RULES) {
      const included = this.template.getRule(rule.name);
      included.node.scope?.node.tryRemoveChild(included.node.id);
    }

    Validations.of(this).acknowledge({
      id: 'CloudFormation-Validate::W1030',
      reason: 'An empty parameter goes nowhere: every use is under a condition that it is given.',
    });

    for (const [name, zip] of Object.entries(zips)) {
      const asset = new Asset(this, name, { path: zip });
      this.resource(FUNCTIONS[name as FunctionName], CfnFunction).codeUri = { bucket: asset.s3BucketName, key: asset.s3ObjectKey };
    }

    const bus = this.resource('Bus', CfnEventBus);
    this.bus = EventBus.fromEventBusAttributes(this, 'Bus', { eventBusName: bus.ref, eventBusArn: bus.attrArn, eventBusPolicy: '' });
    const table = this.resource('Table', CfnTable);
    this.table = Table.fromTableAttributes(this, 'Table', {
      tableArn: table.attrArn,
      tableStreamArn: table.attrStreamArn,
      globalIndexes: (table.globalSecondaryIndexes as CfnTable.GlobalSecondaryIndexProperty[]).map(index => index.indexName),
    });
    this.queues = {
      intake: this.queue('Intake', props.kmsKeyArn),
      intakeRuleDeadLetters: this.queue('IntakeRuleDeadLetters', props.kmsKeyArn),
      receiveDeadLetters: this.queue('ReceiveDeadLetters', props.kmsKeyArn),
      reconstructDeadLetters: this.queue('ReconstructDeadLetters', props.kmsKeyArn),
      wakeUpQueue: this.queue('WakeUpQueue', props.kmsKeyArn),
      wakeUpDeadLetterQueue: this.queue('WakeUpDeadLetterQueue', props.kmsKeyArn),
      emitDeadLetters: this.queue('EmitDeadLetters', props.kmsKeyArn),
      importQueue: this.queue('ImportQueue', props.kmsKeyArn),
      importDeadLetters: this.queue('ImportDeadLetters', props.kmsKeyArn),
      sweepDeadLetters: this.queue('SweepDeadLetters', props.kmsKeyArn),
    };
    this.importBucket = Bucket.fromBucketAttributes(this, 'ImportBucket', {
      bucketName: this.resource('ImportBucket', CfnBucket).ref,
      encryptionKey: props.kmsKeyArn ? Key.fromKeyArn(this, 'Key', props.kmsKeyArn) : undefined,
    });
    const { interactions, ...others } = ofEach(name => this.resource(FUNCTIONS[name], CfnFunction).ref);
    const api = this.resource('Api', CfnApi);
    this.apiUrl = props.tokenIssuer ? api.attrApiEndpoint : undefined;
    this.functionNames = props.tokenIssuer ? { ...others, interactions } : others;
  }

  private resource<T extends CfnResource>(name: string, type: new (...args: never[]) => T): T {
    const found = this.template.getResource(name);
    if (!(found instanceof type)) {
      throw new Error(`Switchboard: ${name} in template.yaml is a ${found.cfnResourceType}, and should be a ${type.name}.`);
    }
    return found;
  }

  private queue(name: string, keyArn: string | undefined): IQueue {
    const queue = this.resource(name, CfnQueue);
    return Queue.fromQueueAttributes(this, name, { queueArn: queue.attrArn, queueUrl: queue.ref, keyArn: keyArn || undefined });
  }
}

/** The resources keep the names of the template, which a stack can hold once. */
function refuseSecond(self: Construct): void {
  const stack = Stack.of(self);
  const other = stack.node.findAll().find(one => one instanceof Switchboard && one !== self);
  if (other !== undefined) {
    throw new Error(`Switchboard: stack ${stack.node.path} has one already, ${other.node.path}; give each a stack of its own.`);
  }
}

/** The rules of the template: what is of no use alone. */
const RULES: { readonly name: string; readonly given: keyof SwitchboardParameters; readonly needs: keyof SwitchboardParameters }[] = [
  { name: 'TokensAreForSomebody', given: 'tokenIssuer', needs: 'tokenAudience' },
  { name: 'OperationsGoSomewhere', given: 'genesysCredentialsSecretArn', needs: 'genesysDomain' },
];

/** What a given parameter is replaced by. */
interface Given {
  readonly name: string;
  readonly value: unknown;
  /** The conditions that cannot compare it, because it is known only when it is deployed. */
  readonly presence: readonly string[];
}

/**
 * The parameters that are given become values. Were they defaults of parameters, a deployed stack would keep the value it
 * has: the CDK updates a stack with its previous parameters.
 */
function parametersOf(props: SwitchboardProps): Given[] {
  const given = Object.entries(props as unknown as Record<string, unknown>).filter(([, value]) => value !== undefined);
  const declarations = new Map<string, Declared>(Object.entries(PARAMETERS));
  for (const [prop, { required, hint }] of declarations) {
    if (required === true && !given.some(([one]) => one === prop)) {
      throw new Error(`Switchboard: ${prop} is missing${hint === undefined ? '' : `; it ${hint}`}.`);
    }
  }
  const result: Given[] = [];
  for (const [prop, value] of given) {
    const declared = declarations.get(prop);
    if (declared !== undefined) {
      const replacement = parameterValue(prop, declared, value);
      // An empty list is the default, and nothing that a function of the template could take.
      if (!Array.isArray(replacement) || replacement.length > 0) {
        result.push({ name: declared.name, value: replacement, presence: Token.isUnresolved(value) ? (declared.presence ?? []) : [] });
      }
    } else if (prop !== 'assets' && prop !== 'functions') {
      throw new Error(`Switchboard: there is no prop ${prop}; there are ${[...declarations.keys(), 'assets', 'functions'].join(', ')}.`);
    }
  }
  for (const { given, needs } of RULES) {
    if (props[given] && !props[needs]) {
      throw new Error(`Switchboard: ${given} needs ${needs}.`);
    }
  }
  return result;
}

function zipsOf(props: SwitchboardProps): Record<FunctionName, string> {
  const names = Object.keys(FUNCTIONS) as FunctionName[];
  const unknown = Object.keys(props.functions ?? {}).find(name => !names.includes(name as FunctionName));
  if (unknown !== undefined) {
    throw new Error(`Switchboard: there is no function ${unknown}; there are ${names.join(', ')}.`);
  }
  const architecture = props.architecture ?? 'arm64';
  const assets = props.assets ?? defaultAssets(architecture);
  const zipOf = (name: FunctionName): string => {
    const zip = resolve(props.functions?.[name] ?? join(assets, `${name}.zip`));
    if (!existsSync(zip)) {
      throw new Error(`Switchboard: there is no ${zip}; in Switchboard's repository, this makes it: bash infra/build.sh ${architecture}`);
    }
    return zip;
  };
  return ofEach(zipOf);
}

/** Where a packed package keeps what it needs of the repository. In the repository itself there is no such directory. */
const BUNDLE = resolve(__dirname, '../../bundle');

function homeOfTemplate(): string {
  return existsSync(BUNDLE) ? BUNDLE : resolve(__dirname, '../../..');
}

function defaultAssets(architecture: string): string {
  return existsSync(BUNDLE) ? join(BUNDLE, 'lambda', architecture) : resolve(__dirname, '../../../../target/lambda', architecture);
}
