// Runs before `npm pack`: copies the files that the package needs into bundle/, so that another team needs
// only the package. With --remove, runs after it: deletes bundle/ again, because in the repository the
// construct has to use the template itself.
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { FUNCTIONS } from '../lib/functions';

const own = resolve(__dirname, '../..');
const infra = resolve(own, '..');
const zips = resolve(infra, '../target/lambda');
const bundle = join(own, 'bundle');

rmSync(bundle, { recursive: true, force: true });
if (!process.argv.includes('--remove')) {
  mkdirSync(bundle);
  cpSync(join(infra, 'template.yaml'), join(bundle, 'template.yaml'));
  cpSync(join(infra, 'schemas/registry.json'), join(bundle, 'schemas/registry.json'));
  for (const architecture of ['arm64', 'x86_64']) {
    for (const name of Object.keys(FUNCTIONS)) {
      const zip = join(zips, architecture, `${name}.zip`);
      if (existsSync(zip)) {
        cpSync(zip, join(bundle, 'lambda', architecture, `${name}.zip`));
      }
    }
  }
}
