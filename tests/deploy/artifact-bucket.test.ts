import { expect } from 'chai';
import { template } from '../project-files.ts';

describe('deploy/artifact-bucket.yml', () => {
  const { Resources } = template('deploy/artifact-bucket.yml');
  const { Statement } = Resources.CodeBucketPolicy.Properties.PolicyDocument;

  it('lets the organization read objects, and nobody do anything else', () => {
    expect(Statement.filter(({ Effect }: { Effect: string }) => Effect === 'Allow')).to.deep.equal([
      {
        Sid: 'OrganizationReads',
        Effect: 'Allow',
        Principal: '*',
        Action: 's3:GetObject',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of CloudFormation
        Resource: '${CodeBucket.Arn}/*',
        Condition: { StringEquals: { 'aws:PrincipalOrgID': 'OrganizationId' } },
      },
    ]);
  });

  it('refuses what is not encrypted on the way', () => {
    const [, tls] = Statement;
    expect(tls).to.include({ Effect: 'Deny', Principal: '*', Action: 's3:*' });
    expect(tls.Condition).to.deep.equal({ Bool: { 'aws:SecureTransport': 'false' } });
  });

  it('is versioned, encrypted and not public', () => {
    const { Properties } = Resources.CodeBucket;
    expect(Properties.VersioningConfiguration.Status).to.equal('Enabled');
    expect(Properties.BucketEncryption.ServerSideEncryptionConfiguration).to.have.lengthOf(1);
    expect(Object.values(Properties.PublicAccessBlockConfiguration)).to.deep.equal([true, true, true, true]);
  });
});
