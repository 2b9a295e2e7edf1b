// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation writes its variables so

import type { Resource } from '../../../embedded-aws/cloudformation/template.ts';
import { anAccount } from '../fixtures.ts';

export const china = anAccount({ id: '444455556666', partition: 'aws-cn', region: 'cn-north-1' });

export const resources: Record<string, Resource> = {
  Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: { 'Fn::Sub': 'reader-${AWS::Region}' } } },
  Function: {
    Type: 'AWS::Lambda::Function',
    Properties: { FunctionName: 'example', Role: { 'Fn::GetAtt': ['Role', 'Arn'] } },
  },
  Rule: { Type: 'AWS::Config::ConfigRule', Properties: { ConfigRuleName: 'example-rule' } },
  Bucket: { Type: 'AWS::S3::Bucket', Properties: {} },
  TopicRole: { Type: 'AWS::IAM::Role', Condition: 'HasTopic', Properties: { RoleName: 'topic' } },
};

export const parameters = {
  Topic: { Type: 'String', Default: '' },
  Accounts: { Type: 'String', Default: '111122223333,444455556666' },
  Stage: { Type: 'String', Default: 'prod' },
};

const conditions = {
  IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] },
  HasTopic: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'Topic' }, ''] }] },
};

export const noValue = { Ref: 'AWS::NoValue' };

export const roleArn = 'arn:aws-cn:iam::444455556666:role/reader-cn-north-1';

export const whole = { Parameters: parameters, Conditions: conditions, Resources: resources };
