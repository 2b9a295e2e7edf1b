import { rootUserMfaEnabled } from './root-user-mfa-enabled/rule.ts';

/** Every rule of the project. The tests hold this list against handlers, functions, pages and tests. */
export const rules = [rootUserMfaEnabled];
