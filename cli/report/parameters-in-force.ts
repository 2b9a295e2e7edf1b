import * as v from 'valibot';
import { rootUserMfaEnabled } from '../../rules/root-user-mfa-enabled/rule.ts';
import type { About } from './model.ts';

/** The parameters that applied, `NAME=VALUE` each: those that were given, and the defaults of the others. */
export function parametersInForce({ parameters }: Pick<About, 'parameters'>): string[] {
  const given = new Set(parameters.map((parameter) => parameter.split('=')[0]));
  const defaults = Object.entries(v.parse(rootUserMfaEnabled.parameters, {}))
    .filter(([name]) => !given.has(name))
    .map(([name, value]) => `${name}=${value} (default)`);
  return [...parameters, ...defaults];
}
