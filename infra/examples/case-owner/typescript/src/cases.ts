// The table of cases.
//
// A case is one item. It has an attribute for each assignment of its conversation, named by the id of
// the Common Event, with the highest revision that arrived. The owner follows from these attributes
// alone, so no order of arrival matters, and a withdrawn assignment gives the case back to the agent
// before.
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  GetCommand,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import type { AgentAssigned } from 'switchboard-events';

const PREFIX = 'assignment ';

interface Assignment {
  agent?: string;
  occurredAt: string;
  revision: number;
  status: string;
  via: string;
}

interface Case {
  caseId: string;
  owner?: string;
  /** Counts the revisions that were recorded. */
  version: number;
  [assignment: `${typeof PREFIX}${string}`]: Assignment;
}

type Key = Pick<Case, 'caseId'>;

/** Reads and writes cases. Every write has a condition, so none can overwrite newer knowledge. */
export class Cases {
  constructor(
    private readonly client: DynamoDBDocumentClient,
    private readonly table: string,
  ) {}

  /** Records a revision of an assignment, unless a later one is there, and sets the owner. */
  async assign(assigned: AgentAssigned): Promise<void> {
    // Your own key of the case, if it is not the conversation.
    const key = { caseId: assigned.metadata.conversationId };
    let found = (await this.record(key, assigned)) ?? (await this.read(key));
    for (let owner = ownerOf(found); owner !== found.owner; owner = ownerOf(found)) {
      // Fails if another assignment was recorded since `found` was read.
      const written = await this.setOwner(key, found.version, owner);
      found = written ?? (await this.read(key));
    }
  }

  private record(key: Key, { metadata, data }: AgentAssigned): Promise<Case | undefined> {
    const assignment: Assignment = {
      occurredAt: metadata.occurredAt,
      revision: metadata.revision,
      status: metadata.status,
      via: data.via,
      ...(data.userId && { agent: data.userId }),
    };
    return this.update({
      Key: key,
      UpdateExpression: 'SET #assignment = :assignment ADD #version :one',
      ConditionExpression: 'attribute_not_exists(#assignment) OR #assignment.#revision < :revision',
      ExpressionAttributeNames: {
        '#assignment': PREFIX + metadata.id,
        '#revision': 'revision',
        '#version': 'version',
      },
      ExpressionAttributeValues: { ':assignment': assignment, ':revision': metadata.revision, ':one': 1 },
    });
  }

  private setOwner(key: Key, version: number, owner: string | undefined): Promise<Case | undefined> {
    return this.update({
      Key: key,
      UpdateExpression: owner === undefined ? 'REMOVE #owner' : 'SET #owner = :owner',
      ConditionExpression: '#version = :version',
      ExpressionAttributeNames: { '#owner': 'owner', '#version': 'version' },
      ExpressionAttributeValues: { ':version': version, ...(owner && { ':owner': owner }) },
    });
  }

  /** The case after the update; undefined if the condition does not hold. */
  private async update(input: Omit<UpdateCommandInput, 'TableName'>): Promise<Case | undefined> {
    try {
      const command = new UpdateCommand({ ...input, TableName: this.table, ReturnValues: 'ALL_NEW' });
      return (await this.client.send(command)).Attributes as Case;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  }

  private async read(key: Key): Promise<Case> {
    const command = new GetCommand({ TableName: this.table, Key: key, ConsistentRead: true });
    return (await this.client.send(command)).Item as Case;
  }
}

/** The owner that follows: the agent of the latest assignment that still holds. */
export function ownerOf(found: Case): string | undefined {
  const holding = Object.entries(found)
    .filter((entry): entry is [string, Assignment] => entry[0].startsWith(PREFIX))
    .filter(([, { agent, status }]) => agent !== undefined && status !== 'withdrawn')
    .map(([name, { agent, occurredAt }]) => ({ agent, order: `${occurredAt} ${name}` }))
    .sort((a, b) => (a.order < b.order ? -1 : 1));
  return holding.at(-1)?.agent;
}
