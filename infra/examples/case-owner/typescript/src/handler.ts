// Gives a case to the agent to whom Genesys assigns its conversation.
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Context, SQSEvent, SQSRecord } from 'aws-lambda';
import { type AgentAssigned, idempotencyKey, isType, parseSqsRecord } from 'switchboard-events';
import { Cases } from './cases.js';

const client = new DynamoDBClient();
const cases = new Cases(DynamoDBDocumentClient.from(client), process.env['CASES_TABLE'] ?? '');
const processor = new BatchProcessor(EventType.SQS);
const persistenceStore = new DynamoDBPersistenceLayer({
  tableName: process.env['REMEMBERED_TABLE'] ?? '',
  awsSdkV3Client: client,
});
// EventBridge tries to deliver for a day, and the queue keeps what it got for four.
const config = new IdempotencyConfig({ expiresAfterSeconds: 5 * 24 * 3600 });

/** Takes a batch from the queue. Returns the records that failed: only they come again. */
export async function handler(event: SQSEvent, context: Context) {
  config.registerLambdaContext(context);
  return processPartialResponse(event, receive, processor, { context });
}

/** Takes one record. An `InvalidEventError` makes it a dead letter after some attempts. */
async function receive(record: SQSRecord): Promise<void> {
  const event = parseSqsRecord(record);
  if (isType(event, 'AgentAssigned')) {
    await assign(idempotencyKey(event), event.detail);
  }
}

/**
 * Records an assignment, once per id and revision: a repetition ends here.
 *
 * After a crash it runs again with the same revision, which must do no harm. If you call your CRM
 * here, let it ignore an owner whose `occurredAt` is older than what it has.
 */
const assign = makeIdempotent(
  async (_key: string, assigned: AgentAssigned): Promise<void> => cases.assign(assigned),
  { persistenceStore, config, dataIndexArgument: 0, keyPrefix: 'case-owner' },
);
