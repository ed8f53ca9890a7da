// One instance of a Lambda function in JavaScript.
//
// Usage: node worker.mjs FILE. Imports `handler` from the file; reads a batch from each line of standard
// input, and answers with a line: the answer of the handler, or its error.
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const { handler } = await import(pathToFileURL(process.argv[2]).href);

const context = {
  functionName: 'example',
  awsRequestId: 'a-request',
  // So little that an attempt that crashed does not block the next one for long.
  getRemainingTimeInMillis: () => 20,
};

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    answer = { answer: await handler(JSON.parse(line), context) };
  } catch (error) {
    answer = { error: `${error.name}: ${error.message}` };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
