// Reads the template as data, independently of the construct. The generator and the tests use it.
import { readFileSync } from 'node:fs';
import { isMap, isScalar, isSeq, parseDocument, type Node } from 'yaml';

/** A JSON document. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** A JSON object. */
export type JsonObject = { [key: string]: Json };

/** A parameter of the template. */
export interface Declaration {
  readonly Type: string;
  readonly Description?: string;
  readonly Default?: string | number;
  readonly AllowedValues?: (string | number)[];
  readonly AllowedPattern?: string;
  readonly ConstraintDescription?: string;
  readonly MinValue?: number;
  readonly MaxValue?: number;
}

/** Reads a template, with the short forms of functions (`!Ref`) spelled out. */
export function readTemplate(file: string): JsonObject {
  const document = parseDocument(readFileSync(file, 'utf8'), { logLevel: 'silent', version: '1.1' });
  const problem = document.errors[0];
  if (problem !== undefined) {
    throw problem;
  }
  return spelledOut(document.contents) as JsonObject;
}

/** The parameters of a template. */
export function declarations(template: JsonObject): Record<string, Declaration> {
  return template['Parameters'] as unknown as Record<string, Declaration>;
}

function spelledOut(node: unknown): Json {
  const plain = withoutTag(node);
  const tag = (node as Node | null)?.tag;
  if (tag === undefined || !tag.startsWith('!')) {
    return plain;
  }
  const name = tag.slice(1);
  if (name === 'Ref' || name === 'Condition') {
    return { [name]: plain };
  }
  if (name === 'GetAtt' && typeof plain === 'string') {
    const dot = plain.indexOf('.');
    return { 'Fn::GetAtt': [plain.slice(0, dot), plain.slice(dot + 1)] };
  }
  return { [`Fn::${name}`]: plain };
}

function withoutTag(node: unknown): Json {
  if (isMap(node)) {
    return Object.fromEntries(node.items.map(({ key, value }) => [String(isScalar(key) ? key.value : key), spelledOut(value)]));
  }
  if (isSeq(node)) {
    return node.items.map(spelledOut);
  }
  if (isScalar(node)) {
    return node.value as Json;
  }
  return null;
}
