import {
  type Answer,
  accountSummaryXml,
  deviceXml,
  queryErrorXml,
  virtualMfaDevicesXml,
} from '../../scripted-aws.ts';

export const ROOT = 'arn:aws:iam::111122223333:root';

export const json = (value: object): Answer => ({ body: JSON.stringify(value) });
export const summary = (values: Record<string, number | string>): Answer => ({
  body: accountSummaryXml(values),
});
export const devices = (...owners: string[]): Answer => ({
  body: virtualMfaDevicesXml(
    `<IsTruncated>false</IsTruncated><VirtualMFADevices>${owners.map((owner) => deviceXml('x', owner)).join('')}</VirtualMFADevices>`,
  ),
});
export const rules = (...names: string[]): Answer =>
  json({
    ConfigRules: names.map((ConfigRuleName) => ({
      ConfigRuleName,
      Source: {
        Owner: 'CUSTOM_LAMBDA',
        SourceIdentifier: 'arn:aws:lambda:us-east-1:111122223333:function:root-user-mfa-enabled',
      },
    })),
  });
export const recorders = (...servicePrincipals: (string | undefined)[]): Answer =>
  json({
    ConfigurationRecorderSummaries: servicePrincipals.map((servicePrincipal) => ({
      arn: 'a',
      name: 'n',
      recordingScope: 'PAID',
      servicePrincipal,
    })),
  });
export const recorder = (recording: boolean, lastStopTime?: number): Answer =>
  json({ ConfigurationRecordersStatus: [{ recording, lastStopTime }] });
export const resultAt = (ResultRecordedTime: number): Answer =>
  json({ EvaluationResults: [{ ComplianceType: 'COMPLIANT', ResultRecordedTime }] });
export const packs = (...names: string[]): Answer =>
  json({
    ConformancePackDetails: names.map((ConformancePackName) => ({
      ConformancePackName,
      ConformancePackArn: 'a',
      ConformancePackId: 'i',
      CreatedBy: 'config-multiaccountsetup.amazonaws.com',
    })),
  });
export const events = (...of: (readonly [type: string, userName?: string])[]): Answer =>
  json({
    Events: of.map(([type, userName]) => ({
      CloudTrailEvent: JSON.stringify({ userIdentity: { type }, requestParameters: { userName } }),
    })),
  });
export const metrics = (hoursWithErrors: number): Answer => {
  const of = (Id: string, hours: number, value: number) => ({
    Id,
    StatusCode: 'Complete',
    Timestamps: [1_790_000_000, 1_790_003_600].slice(0, hours),
    Values: [value, value].slice(0, hours),
  });
  return json({
    MetricDataResults: [of('invocations', 2, 1), of('errors', hoursWithErrors, 0)],
    Messages: [],
  });
};

export const FULL = {
  AccountMFAEnabled: 1,
  AccountPasswordPresent: 1,
  AccountAccessKeysPresent: 2,
  AccountSigningCertificatesPresent: 0,
};
export const WITHOUT_PASSWORD = {
  AccountMFAEnabled: 1,
  AccountAccessKeysPresent: 2,
  AccountSigningCertificatesPresent: 0,
};
export const denied: Answer = { status: 403, body: queryErrorXml('AccessDenied', `${ROOT} may not`) };
export const organization = (MasterAccountId?: string) => json({ Organization: { MasterAccountId } });
export const noOrganization: Answer = { status: 400, body: '{"__type":"AWSOrganizationsNotInUseException"}' };
export const noDevices: Answer = { body: virtualMfaDevicesXml('<IsTruncated>false</IsTruncated>') };
