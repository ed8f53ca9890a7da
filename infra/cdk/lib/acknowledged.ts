import { Validations, type CfnResource } from 'aws-cdk-lib';
import { FUNCTIONS } from './functions';

/** A finding of cdk-nag's AwsSolutions pack that does not apply, and why. */
export interface Acknowledged {
  /** The logical ids of the resources. */
  readonly resources: readonly string[];
  readonly id: string;
  readonly reason: string;
}

const rolesOf = (names: readonly string[]): string[] => names.map(name => name.replace(/Function$/, 'Role'));

/** Every finding that does not apply. A test fails for others, and for any of these that is not found any more. */
export const ACKNOWLEDGED: readonly Acknowledged[] = [
  {
    resources: [
      'IntakeRuleDeadLetters', 'ReceiveDeadLetters', 'ReconstructDeadLetters', 'WakeUpDeadLetterQueue', 'EmitDeadLetters', 'ImportDeadLetters', 'SweepDeadLetters',
      'NotifyRuleDeadLetters', 'NotifyDeadLetters',
    ],
    id: 'AwsSolutions::AwsSolutions-SQS3',
    reason: 'The queue is a dead-letter queue: of a queue, a rule, a schedule, or of a function that sends letters itself.',
  },
  {
    resources: ['FailedRecords', 'ImportBucket'],
    id: 'AwsSolutions::AwsSolutions-S1',
    reason: 'Only Lambda and operators use the bucket, and CloudTrail data events record their calls; access logs would be one more copy of object names.',
  },
  {
    resources: rolesOf(Object.values(FUNCTIONS)),
    id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
    reason: 'Only the actions of X-Ray are granted on *, because they have no resources.',
  },
  {
    resources: ['ReconstructRole', 'EmitRole'],
    id: 'AwsSolutions::AwsSolutions-IAM5[Resource::<FailedRecords.Arn>/*]',
    reason: 'Lambda chooses the names of the objects in which it keeps failed records.',
  },
  {
    resources: ['ImportRole'],
    id: 'AwsSolutions::AwsSolutions-IAM5[Resource::<ImportBucket.Arn>/*]',
    reason: 'Operators choose the names of the documents that they put into the bucket.',
  },
  {
    resources: ['PreflightRoute'],
    id: 'AwsSolutions::AwsSolutions-APIG4',
    reason: 'Browsers send preflight requests without a token, and the route answers nothing else.',
  },
];

/** Acknowledges them on the resources of the template. */
export function acknowledge(resource: (name: string) => CfnResource): void {
  for (const { resources, id, reason } of ACKNOWLEDGED) {
    for (const name of resources) {
      Validations.of(resource(name)).acknowledge({ id, reason });
    }
  }
}
