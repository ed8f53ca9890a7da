// Writes lib/parameters.ts: the parameters of the template as props.
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { declarations, readTemplate, type Declaration, type Json, type JsonObject } from './template';

/** The template from which the props are generated. */
export const TEMPLATE = resolve(__dirname, '../../../template.yaml');

/** The generated file. */
export const GENERATED = resolve(__dirname, '../../lib/parameters.ts');

/** The prop of a parameter. */
export function propOf(parameter: string): string {
  return parameter.charAt(0).toLowerCase() + parameter.slice(1);
}

/** The text of lib/parameters.ts. */
export function generate(template: JsonObject): string {
  const parameters = Object.entries(declarations(template));
  const props = parameters.map(([name, declared]) =>
    [...comment(declared), `  readonly ${propOf(name)}${declared.Default === undefined ? '' : '?'}: ${typeOf(declared)};`].join('\n'),
  );
  const entries = parameters.map(([name, declared]) => {
    const entry = {
      name,
      type: declared.Type,
      required: declared.Default === undefined || undefined,
      values: declared.AllowedValues,
      pattern: declared.AllowedPattern,
      hint: declared.ConstraintDescription,
      min: declared.MinValue,
      max: declared.MaxValue,
      presence: presenceConditions(template, name),
    };
    return `  ${propOf(name)}: ${literal(entry)},`;
  });
  return `// Generated from template.yaml by \`npm run generate\`; a test fails when the two differ.
import type { Declared } from './declared';

/** Values for the parameters of the template. */
export interface SwitchboardParameters {
${props.join('\n\n')}
}

/** The declaration of each parameter in the template. */
export const PARAMETERS: { readonly [prop in keyof SwitchboardParameters]-?: Declared } = {
${entries.join('\n')}
};
`;
}

function typeOf(declared: Declaration): string {
  const values = declared.AllowedValues;
  if (values !== undefined) {
    const isSwitch = values.length === 2 && values.includes('true') && values.includes('false');
    return isSwitch ? 'boolean' : values.map(one => literal(one)).join(' | ');
  }
  return { Number: 'number', CommaDelimitedList: 'string[]' }[declared.Type] ?? 'string';
}

/** The conditions that only test whether a parameter is given. */
function presenceConditions(template: JsonObject, parameter: string): string[] | undefined {
  const given = JSON.stringify({ 'Fn::Not': [{ 'Fn::Equals': [{ Ref: parameter }, ''] }] });
  const conditions = Object.entries((template['Conditions'] ?? {}) as JsonObject);
  const names = conditions.filter(([, condition]) => JSON.stringify(condition) === given).map(([name]) => name);
  return names.length === 0 ? undefined : names;
}

function comment(declared: Declaration): string[] {
  const text = (declared.Description ?? '').trim().replaceAll('*/', '*\\/');
  const lines = wrapped(text, 114);
  if (declared.Default !== undefined) {
    lines.push(...(lines.length === 0 ? [] : ['']), `@default ${declared.Default === '' ? 'none' : declared.Default}`);
  }
  return lines.length === 1 ? [`  /** ${lines[0]} */`] : ['  /**', ...lines.map(line => `   * ${line}`.trimEnd()), '   */'];
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter(one => one !== '')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) {
      lines.push(word);
    } else {
      lines[lines.length - 1] = `${last} ${word}`;
    }
  }
  return lines;
}

/** A value as a TypeScript literal on one line. */
function literal(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(literal).join(', ')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const present = Object.entries(value).filter(([, one]) => one !== undefined);
    return `{ ${present.map(([key, one]) => `${key}: ${literal(one)}`).join(', ')} }`;
  }
  if (typeof value === 'string') {
    return `'${JSON.stringify(value as Json).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
  }
  return String(value);
}

if (require.main === module) {
  const text = generate(readTemplate(TEMPLATE));
  if (text !== readFileSync(GENERATED, { encoding: 'utf8', flag: 'a+' })) {
    writeFileSync(GENERATED, text);
  }
}
