// cdk-nag finds nothing that is not acknowledged with a reason, and every acknowledgement is needed.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { App, Stack, Validations } from 'aws-cdk-lib';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ACKNOWLEDGED } from '../lib/acknowledged';
import { INFRA, OTHER, QUICK, stackWith } from './support';

/** The part of the CDK's report that matters here. */
interface Report {
  readonly pluginReports: { readonly pluginName: string; readonly violations: { readonly ruleName: string; readonly violatingConstructs: { readonly constructPath: string }[] }[] }[];
}

/** The findings of the AwsSolutions pack that are not acknowledged, as `id of resource`. */
function findings(fill: (app: App) => void): string[] {
  process.env['CDK_VALIDATION'] = 'true';
  const outdir = mkdtempSync(join(tmpdir(), 'switchboard-cdk-nag-'));
  const app = new App({ ...QUICK, outdir });
  fill(app);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  try {
    app.synth();
  } catch (error) {
    assert.match(String(error), /Validation failed/);
  }
  const report = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8')) as Report;
  const nag = report.pluginReports.find(plugin => plugin.pluginName === 'AwsSolutions');
  assert.ok(nag !== undefined, 'cdk-nag has looked');
  const resource = (path: string): string => path.split('/').at(-1) ?? '';
  return nag.violations.flatMap(({ ruleName, violatingConstructs }) => violatingConstructs.map(({ constructPath }) => `${ruleName} of ${resource(constructPath)}`)).sort();
}

test('every finding of cdk-nag is acknowledged with a reason', () => {
  const { tokenIssuer, tokenAudience, allowedOrigins } = OTHER;
  const left = findings(app => stackWith({ tokenIssuer, tokenAudience, allowedOrigins }, 'Switchboard', app));
  assert.deepEqual(left, []);
});

test('every acknowledgement is needed', () => {
  const raw = findings(app => new CfnInclude(new Stack(app, 'Raw'), 'Template', { templateFile: join(INFRA, 'template.yaml') }));
  const acknowledged = ACKNOWLEDGED.flatMap(({ resources, id }) => resources.map(name => `${id.replace('AwsSolutions::', '')} of ${name}`));
  assert.deepEqual(raw, acknowledged.sort());
  for (const { id, reason } of ACKNOWLEDGED) {
    assert.ok(reason.length > 40, id);
  }
});
