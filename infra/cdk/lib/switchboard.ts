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
import { acknowledge } from './acknowledged';
import { parameterValue, type Declared } from './declared';
import { FUNCTIONS, ofEach, type FunctionName } from './functions';
import { PARAMETERS, type SwitchboardParameters } from './parameters';

/** The parameters of the template, and the paths of the functions' zips. */
export interface SwitchboardProps extends SwitchboardParameters {
  /**
   * The directory of the functions' zips: `receive.zip` and so on.
   *
   * @default target/lambda/<architecture>, where infra/build.sh puts them
   */
  readonly assets?: string;

  /**
   * The paths of zips that are not in `assets`, by function.
   *
   * @default every zip is in `assets`
   */
  readonly functions?: { readonly [name in FunctionName]?: string };
}

/** The queues. All but `intake`, `wakeUpQueue` and `importQueue` are dead-letter queues. */
export interface SwitchboardQueues {
  /** The queue that invokes receive. */
  readonly intake: IQueue;
  /** Events that EventBridge could not deliver to `intake`. */
  readonly intakeRuleDeadLetters: IQueue;
  /** Messages that receive could not store. */
  readonly receiveDeadLetters: IQueue;
  /** Records that reconstruct can never process. */
  readonly reconstructDeadLetters: IQueue;
  /** The queue in which reconstruct's wake-ups wait until they are due. */
  readonly wakeUpQueue: IQueue;
  /** Wake-ups that failed on every attempt. */
  readonly wakeUpDeadLetterQueue: IQueue;
  /** Common Events that the bus refused. */
  readonly emitDeadLetters: IQueue;
  /** The queue that invokes import. */
  readonly importQueue: IQueue;
  /** Objects that could not be imported, or only in part. */
  readonly importDeadLetters: IQueue;
  /** Runs of sweep that failed, or could not be started. */
  readonly sweepDeadLetters: IQueue;
}

/** The names of the functions. `interactions` and `notify` exist only with `tokenIssuer`, `notify` not if `pushNotifications` is false. */
export type SwitchboardFunctionNames = { readonly [name in Exclude<FunctionName, OfTheApi>]: string } & { readonly [name in OfTheApi]?: string };
type OfTheApi = 'interactions' | 'notify';

/**
 * Switchboard as template.yaml defines it. Its resources become part of the enclosing stack and keep
 * their logical ids.
 */
export class Switchboard extends Construct {
  /** The bus on which Common Events are published. */
  readonly bus: IEventBus;
  /** The DynamoDB table. */
  readonly table: ITable;
  readonly queues: SwitchboardQueues;
  /** The bucket from which conversation-details documents are imported. */
  readonly importBucket: IBucket;
  /** The names of the functions. */
  readonly functionNames: SwitchboardFunctionNames;
  /** The URL of the HTTP API; undefined without `tokenIssuer`, as there is no API then. */
  readonly apiUrl?: string;
  /** The included template, for access to every other resource: `template.getResource('Archive')`. */
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
    // A condition may refer to parameters only. It cannot compare a value that is known only at
    // deployment, but such a value is certainly given, so the condition becomes true.
    for (const condition of parameters.flatMap(one => one.presence)) {
      this.template.getCondition(condition).expression = Fn.conditionNot(Fn.conditionEquals('given', ''));
    }

    // parametersOf has already checked what the template's rules check. Like conditions, rules may
    // refer to parameters only, so they are removed.
    for (const rule of RULES) {
      const included = this.template.getRule(rule.name);
      included.node.scope?.node.tryRemoveChild(included.node.id);
    }

    Validations.of(this).acknowledge({
      id: 'CloudFormation-Validate::W1030',
      reason: 'An empty parameter goes nowhere: every use is under a condition that it is given.',
    });

    if (props.pushNotifications === false) {
      const reason = 'What is turned off is under a condition that never holds, so no choice within it, and no reference to it, can be reached.';
      for (const id of ['CloudFormation-Validate::W1028', 'CloudFormation-Validate::W2503']) {
        Validations.of(this).acknowledge({ id, reason });
      }
    }

    acknowledge(name => this.template.getResource(name));

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
    const { interactions, notify, ...others } = ofEach(name => this.resource(FUNCTIONS[name], CfnFunction).ref);
    const api = this.resource('Api', CfnApi);
    this.apiUrl = props.tokenIssuer ? api.attrApiEndpoint : undefined;
    const ofTheApi = props.pushNotifications === false ? { interactions } : { interactions, notify };
    this.functionNames = props.tokenIssuer ? { ...others, ...ofTheApi } : others;
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

/** The resources keep the logical ids of the template, so a stack can hold only one Switchboard. */
function refuseSecond(self: Construct): void {
  const stack = Stack.of(self);
  const other = stack.node.findAll().find(one => one instanceof Switchboard && one !== self);
  if (other !== undefined) {
    throw new Error(`Switchboard: stack ${stack.node.path} has one already, ${other.node.path}; give each a stack of its own.`);
  }
}

/** The rules of the template: parameters that are useless without another one. */
interface RuleOfProps {
  readonly name: string;
  readonly given: keyof SwitchboardParameters;
  /** The value of `given` that needs the other; any, if it is left out. */
  readonly is?: string;
  readonly needs: keyof SwitchboardParameters;
}
const RULES: readonly RuleOfProps[] = [
  { name: 'TokensAreForSomebody', given: 'tokenIssuer', needs: 'tokenAudience' },
  { name: 'OperationsGoSomewhere', given: 'genesysCredentialsSecretArn', needs: 'genesysDomain' },
  { name: 'HashesNeedAKey', given: 'publishedAddresses', is: 'hashed', needs: 'addressKeySecretArn' },
];

/** The value that replaces a parameter. */
interface Given {
  readonly name: string;
  readonly value: unknown;
  /** The conditions that cannot compare the value, because it is known only at deployment. */
  readonly presence: readonly string[];
}

/**
 * Replaces the parameters that are given by their values. If they became defaults of parameters instead, a
 * deployed stack would keep its old values, because the CDK updates a stack with its previous parameters.
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
      // An empty list is the default, and no intrinsic function of the template accepts one.
      if (!Array.isArray(replacement) || replacement.length > 0) {
        result.push({ name: declared.name, value: replacement, presence: Token.isUnresolved(value) ? (declared.presence ?? []) : [] });
      }
    } else if (prop !== 'assets' && prop !== 'functions') {
      throw new Error(`Switchboard: there is no prop ${prop}; there are ${[...declarations.keys(), 'assets', 'functions'].join(', ')}.`);
    }
  }
  for (const { given, is, needs } of RULES) {
    if ((is === undefined ? props[given] : props[given] === is) && !props[needs]) {
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

/** The directory in which a packed package keeps its files from the repository. It does not exist in the repository. */
const BUNDLE = resolve(__dirname, '../../bundle');

function homeOfTemplate(): string {
  return existsSync(BUNDLE) ? BUNDLE : resolve(__dirname, '../../..');
}

function defaultAssets(architecture: string): string {
  return existsSync(BUNDLE) ? join(BUNDLE, 'lambda', architecture) : resolve(__dirname, '../../../../target/lambda', architecture);
}
