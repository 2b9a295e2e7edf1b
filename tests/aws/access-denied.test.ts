import { expect } from 'chai';
import { isAccessDenied } from '../../aws/access-denied.ts';

const names: Readonly<Record<string, boolean>> = {
  AccessDenied: true,
  AccessDeniedException: true,
  AuthorizationErrorException: true,
  NotAccessDenied: false,
  AccessDeniedToday: false,
};

describe('aws/access-denied', () => {
  for (const [name, isDenied] of Object.entries(names)) {
    it(`${isDenied ? 'is' : 'is not'} ${name}`, () => {
      expect(isAccessDenied(Object.assign(new Error('no'), { name }))).to.equal(isDenied);
    });
  }
});
