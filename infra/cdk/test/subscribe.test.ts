// The handler that decides who may listen to which channel of the notifications, as AppSync runs it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json, JsonObject } from '../scripts/template';
import { TEMPLATE } from './support';

const PARAMETERS = { TokenAudience: 'portal,desk', RolesClaim: 'cognito:groups', UserIdClaim: 'custom:user' };

/** Whether the handler lets somebody with these claims subscribe to a channel. */
const maySubscribe = (() => {
  const namespace = (TEMPLATE['Resources'] as Record<string, JsonObject>)['NotificationsNamespace']!;
  let code = ((namespace['Properties'] as JsonObject)['CodeHandlers'] as JsonObject)['Fn::Sub'] as string;
  for (const [name, value] of Object.entries(PARAMETERS)) {
    code = code.replaceAll(`\${${name}}`, value);
  }
  assert.doesNotMatch(code, /\$\{/, 'every parameter is known here');
  const body = code.replace(/^import .*$/m, '').replace('export function', 'function');
  const unauthorized = (): never => {
    throw new Error('unauthorized');
  };
  const handler = new Function('util', `'use strict'; ${body}; return onSubscribe;`)({ unauthorized }) as (context: object) => null;
  return (claims: { [claim: string]: Json }, channel: string): boolean => {
    const path = `/interactions/${channel}`;
    const context = { identity: { claims, issuer: 'i', sub: 's' }, info: { channel: { path, segments: path.split('/').slice(1) }, operation: 'SUBSCRIBE' } };
    try {
      assert.equal(handler(context), null);
      return true;
    } catch (error) {
      assert.equal((error as Error).message, 'unauthorized');
      return false;
    }
  };
})();

/** Every channel that somebody may try, with wildcards. */
const CHANNELS = ['users/u-1', 'users/u-2', 'users/*', 'users', 'all', '*', 'users/u-1/more', 'users/', 'other/u-1'];

/** The channels that somebody with these claims may subscribe to. */
function allowed(claims: { [claim: string]: Json }): string[] {
  return CHANNELS.filter(channel => maySubscribe(claims, channel));
}

const agent = { aud: 'desk', 'cognito:groups': ['agent'], 'custom:user': 'u-1' };

test('an agent may subscribe to their own channel alone', () => {
  for (const roles of [['agent'], ['reader', 'agent'], 'agent', 'reader agent', 'reader,agent', '["agent"]']) {
    assert.deepEqual(allowed({ ...agent, 'cognito:groups': roles }), ['users/u-1'], JSON.stringify(roles));
  }
  assert.deepEqual(allowed({ ...agent, 'custom:user': 'u-2' }), ['users/u-2']);
});

test('an administrator may subscribe to all', () => {
  assert.deepEqual(allowed({ aud: 'portal', 'cognito:groups': ['admin'] }), CHANNELS);
});

test('nobody else may subscribe', () => {
  const strangers: { [claim: string]: Json }[] = [
    {},
    { ...agent, 'cognito:groups': [] },
    { ...agent, 'cognito:groups': ['administrator', 'agents'] },
    { aud: 'desk', 'cognito:groups': ['agent'] },
    { aud: 'desk', 'custom:user': 'u-1' },
    // Ids that would be wildcards, or another's channel.
    { ...agent, 'custom:user': '*' },
    { ...agent, 'custom:user': '' },
  ];
  for (const claims of strangers) {
    assert.deepEqual(allowed(claims), [], JSON.stringify(claims));
  }
});

// As API Gateway does it: the claim aud, or client_id if there is no aud.
test('a token for another audience may not subscribe', () => {
  for (const [audience, expected] of [
    [{ aud: 'portal' }, true],
    [{ aud: ['other', 'desk'] }, true],
    [{ client_id: 'desk' }, true],
    [{ aud: 'other', client_id: 'desk' }, false],
    [{ aud: 'portal,desk-of-others' }, false],
    [{ aud: 'des' }, false],
    [{ aud: [] }, false],
    [{}, false],
  ] as const) {
    const { aud: _, ...claims } = agent;
    assert.equal(maySubscribe({ ...claims, ...(audience as { [claim: string]: Json }) }, 'users/u-1'), expected, JSON.stringify(audience));
    assert.equal(maySubscribe({ 'cognito:groups': ['admin'], ...(audience as { [claim: string]: Json }) }, 'all'), expected);
  }
});
