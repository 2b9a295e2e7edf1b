import { expect } from 'chai';
import { expectCentralizedRootAccess } from '../../../cli/root-credentials/centralized-root-access.ts';
import { rejection } from '../../rejection.ts';
import type { Answer } from '../../scripted-aws.ts';
import { answer, failure, scriptedSession, signInPage } from './scripted-session.ts';

const OFF =
  'Centralized root access is off in this organization, and this command does not switch it on. In the management account:';
const TRUST = '\n  aws organizations enable-aws-service-access --service-principal iam.amazonaws.com';
const ENABLE =
  '\n  aws iam enable-organizations-root-credentials-management\n  aws iam enable-organizations-root-sessions';

const features = (...EnabledFeatures: string[]) =>
  answer('ListOrganizationsFeatures', { OrganizationId: 'o-a1b2c3d4e5', EnabledFeatures });

describe('cli/root-credentials/centralized-root-access', () => {
  const { answered, sent } = scriptedSession();

  it('accepts an organization that manages root credentials', async () => {
    await expectCentralizedRootAccess(await answered(features('RootSessions', 'RootCredentialsManagement')));
    expect(sent()).to.deep.equal([{ Action: 'ListOrganizationsFeatures' }]);
  });

  const refused: [title: string, given: Answer, error: string][] = [
    ['an organization that has no feature on', features(), `ExpectationError: ${OFF}${ENABLE}`],
    [
      'an organization that has root sessions only',
      features('RootSessions'),
      `ExpectationError: ${OFF}${ENABLE}`,
    ],
    [
      'an organization that does not trust IAM',
      failure(400, 'ServiceAccessNotEnabled'),
      `ExpectationError: ${OFF}${TRUST}${ENABLE}`,
    ],
    [
      'an answer that is not of IAM, and does not call root access off',
      signInPage,
      'AwsCallError: iam:ListOrganizationsFeatures: answer: expected the features of an organization, got Object. ' +
        'AWS does not document such an answer: check for a proxy between you and AWS, and check AWS_ENDPOINT_URL if it is set.',
    ],
    [
      'a caller who may not ask',
      failure(400, 'AccountNotManagementOrDelegatedAdministratorException'),
      'AwsCallError: iam:ListOrganizationsFeatures: AccountNotManagementOrDelegatedAdministratorException: the reason. ' +
        "Use credentials of the management account or of IAM's delegated administrator.",
    ],
  ];
  for (const [title, given, error] of refused) {
    it(`refuses ${title}`, async () => {
      const { name, message } = await rejection(expectCentralizedRootAccess(await answered(given)));
      expect(`${name}: ${message}`).to.equal(error);
    });
  }
});
