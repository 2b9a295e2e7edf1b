import { expect } from 'chai';
import { adviceOnWatch } from '../../../handlers/organization-watch/watch-advice.ts';

const error = (name: string, message = '') => Object.assign(new Error(message), { name });

describe('handlers/organization-watch/watch-advice', () => {
  const rows: [action: string, cause: Error, says: RegExp][] = [
    [
      'sts:AssumeRole',
      error('AccessDenied', 'not authorized'),
      /deploy deploy\/organization-watch-role\.yml/,
    ],
    [
      'sts:AssumeRole',
      error('AccessDenied', 'with an explicit deny in a service control policy'),
      /^Allow sts:AssumeRole to the principal that AWS names, or find the policy/,
    ],
    ['organizations:ListAccounts', error('AccessDeniedException'), /delegated administrator/],
    ['cloudwatch:GetMetricData', error('AccessDenied'), /^Allow cloudwatch:GetMetricData/],
    ['sns:Publish', error('AuthorizationErrorException'), /^Allow sns:Publish/],
    ['sns:Publish', error('ThrottledException'), /^Run the watch again\.$/],
    ['sns:Publish', error('NotAccessDenied'), /^Run the watch again\.$/],
    ['sns:Publish', error('AccessDeniedToday'), /^Run the watch again\.$/],
    ['sts:AssumeRole', error('ExpectationError'), /does not document such an answer/],
    ['cloudwatch:GetMetricData', new SyntaxError('Unexpected token'), /does not document such an answer/],
  ];
  for (const [action, cause, says] of rows) {
    it(`${action}, ${cause.name}: ${says.source}`, () => {
      expect(adviceOnWatch(action, cause)).to.match(says);
    });
  }
});
