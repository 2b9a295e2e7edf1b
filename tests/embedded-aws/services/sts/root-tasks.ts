import {
  CreateAccessKeyCommand,
  CreateLoginProfileCommand,
  DeactivateMFADeviceCommand,
  DeleteAccessKeyCommand,
  DeleteLoginProfileCommand,
  DeleteSigningCertificateCommand,
  GetAccessKeyLastUsedCommand,
  GetAccountSummaryCommand,
  GetLoginProfileCommand,
  GetUserCommand,
  type IAMClient,
  ListAccessKeysCommand,
  ListMFADevicesCommand,
  ListSigningCertificatesCommand,
  ListVirtualMFADevicesCommand,
} from '@aws-sdk/client-iam';

const READS = [
  'GetUser',
  'GetLoginProfile',
  'ListAccessKeys',
  'GetAccessKeyLastUsed',
  'ListSigningCertificates',
  'ListMFADevices',
];
const DELETIONS = [
  'DeleteAccessKey',
  'DeleteSigningCertificate',
  'DeleteLoginProfile',
  'DeactivateMFADevice',
];
/** The calls that each task policy allows: https://docs.aws.amazon.com/IAM/latest/UserGuide/security-iam-awsmanpol.html */
export const tasks: Record<string, string[]> = {
  IAMAuditRootUserCredentials: ['GetAccountSummary', ...READS],
  IAMDeleteRootUserCredentials: [...READS, ...DELETIONS],
  IAMCreateRootUserPassword: ['CreateLoginProfile', 'GetLoginProfile'],
};
const AccessKeyId = 'AKIAEXAMPLEEXAMPLE00';
/** One call to each operation on the root user, and two more that no task policy allows. */
export const rootUserCalls: Record<string, (iam: IAMClient) => Promise<unknown>> = {
  GetAccountSummary: (iam) => iam.send(new GetAccountSummaryCommand({})),
  GetUser: (iam) => iam.send(new GetUserCommand({})),
  GetLoginProfile: (iam) => iam.send(new GetLoginProfileCommand({})),
  ListAccessKeys: (iam) => iam.send(new ListAccessKeysCommand({})),
  GetAccessKeyLastUsed: (iam) => iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId })),
  ListSigningCertificates: (iam) => iam.send(new ListSigningCertificatesCommand({})),
  ListMFADevices: (iam) => iam.send(new ListMFADevicesCommand({})),
  DeleteAccessKey: (iam) => iam.send(new DeleteAccessKeyCommand({ AccessKeyId })),
  DeleteSigningCertificate: (iam) =>
    iam.send(new DeleteSigningCertificateCommand({ CertificateId: 'E'.repeat(24) })),
  DeleteLoginProfile: (iam) => iam.send(new DeleteLoginProfileCommand({})),
  DeactivateMFADevice: (iam) => iam.send(new DeactivateMFADeviceCommand({ SerialNumber: 'GAHT12345670' })),
  CreateLoginProfile: (iam) => iam.send(new CreateLoginProfileCommand({})),
  CreateAccessKey: (iam) => iam.send(new CreateAccessKeyCommand({})),
  ListVirtualMFADevices: (iam) => iam.send(new ListVirtualMFADevicesCommand({})),
};
