import type { Template } from '../../embedded-aws/cloudformation/template.ts';
import { EmbeddedAws, type EmbeddedAwsOptions } from '../../embedded-aws/embedded-aws.ts';
import type { Package } from '../../embedded-aws/lambda/package.ts';
import { deployedPackage } from '../deployed.ts';
import { anAccount, bareRootUser } from './fixtures.ts';

const organization = { id: 'o-a1b2c3d4e5', managementAccountId: '999988887777' };

/** Two accounts whose verdicts together need every action of the role. */
export const accounts = [
  anAccount({ id: '111122223333', name: 'member', organization }),
  anAccount({
    id: '444455556666',
    name: 'protected',
    organization,
    rootUser: { ...bareRootUser, password: true, mfaDevices: ['hardware'] },
  }),
] as const;
export const [member] = accounts;

export function propertiesOf<Properties>(template: Template, type: string): Properties[] {
  return Object.values(template.Resources)
    .filter(({ Type }) => Type === type)
    .map(({ Properties }) => Properties as Properties);
}

/** Gives each test of the suite that calls this an embedded AWS of its own, with the package. */
export function embeddedAwsOfEachTest(packageOf = deployedPackage, defaults: EmbeddedAwsOptions = {}) {
  let deployed: Package;
  let aws: EmbeddedAws | undefined;

  before(async () => {
    deployed = await packageOf();
  });

  afterEach(() => close());

  async function close(): Promise<void> {
    await aws?.close();
    aws = undefined;
  }

  /** @param changes to the package */
  async function start(changes: Partial<Package> = {}, options: EmbeddedAwsOptions = {}) {
    aws = await EmbeddedAws.start({ ...deployed, ...changes }, { ...defaults, ...options });
    return aws;
  }

  /** The package's template after a change. */
  function templateAfter(change: (template: Template) => void): Template {
    const template = structuredClone(deployed.template);
    change(template);
    return template;
  }

  return { start, close, templateAfter, template: () => deployed.template };
}
