import type { Context } from 'aws-lambda';
import { rootUserEvidence } from '../rules/root-user-mfa-enabled/evidence.ts';
import { rootUserMfaEnabled } from '../rules/root-user-mfa-enabled/rule.ts';
import { runRule } from './aws-config/run-rule.ts';

export const handler = (event: unknown, context: Context) =>
  runRule(rootUserMfaEnabled, rootUserEvidence, event, context);
