import {
  ConfigServiceClient,
  DescribeComplianceByConfigRuleCommand,
  DescribeConfigRulesCommand,
  GetComplianceDetailsByConfigRuleCommand,
  NoSuchConfigRuleException,
  StartConfigRulesEvaluationCommand,
} from '@aws-sdk/client-config-service';
import { expect } from 'chai';
import { administratorOf } from '../../../../embedded-aws/services/accounts.ts';
import { rejection } from '../../../rejection.ts';
import { anAccount } from '../../fixtures.ts';
import { type Event, endpointOfEachTest, ruleName } from '../endpoint-fixture.ts';
import { storedIn } from './invoked-rule.ts';

describe('embedded-aws/services/config: rules', () => {
  const { administrator, configFor, serve } = endpointOfEachTest();

  it('DescribeConfigRules describes the rule', async () => {
    const config = new ConfigServiceClient(administrator());
    const command = new DescribeConfigRulesCommand({ ConfigRuleNames: [ruleName] });
    const { ConfigRules } = await config.send(command);
    expect(ConfigRules).to.deep.equal([
      {
        ConfigRuleName: ruleName,
        ConfigRuleArn: 'arn:aws:config:eu-central-1:111122223333:config-rule/config-rule-a1b2c3',
        ConfigRuleId: 'config-rule-a1b2c3',
        Description: 'An example',
        Source: {
          Owner: 'CUSTOM_LAMBDA',
          SourceIdentifier: 'arn:aws:lambda:eu-central-1:111122223333:function:example',
          SourceDetails: [
            {
              EventSource: 'aws.config',
              MessageType: 'ScheduledNotification',
              MaximumExecutionFrequency: 'TwentyFour_Hours',
            },
          ],
        },
        InputParameters: '{"allowVirtualMfa":"false"}',
        MaximumExecutionFrequency: 'TwentyFour_Hours',
        ConfigRuleState: 'ACTIVE',
        EvaluationModes: [{ Mode: 'DETECTIVE' }],
      },
    ]);
  });

  it('DescribeConfigRules without names describes every rule', async () => {
    const account = anAccount();
    const { config, rule } = serve(account);
    config.put({ ...rule, name: 'another-rule' });
    const client = new ConfigServiceClient(configFor(administratorOf(account)));
    const { ConfigRules = [] } = await client.send(new DescribeConfigRulesCommand({}));
    expect(ConfigRules.map((found) => found.ConfigRuleName)).to.deep.equal([ruleName, 'another-rule']);
  });

  it('StartConfigRulesEvaluation invokes the function with the event of a scheduled rule', async () => {
    const account = anAccount();
    const invoked = Promise.withResolvers<Event>();
    serve(account, async (event) => invoked.resolve(event));
    const client = new ConfigServiceClient(configFor(administratorOf(account)));
    const before = Date.now();

    await client.send(new StartConfigRulesEvaluationCommand({ ConfigRuleNames: [ruleName] }));
    const { invokingEvent, resultToken, ...event } = await invoked.promise;

    expect(event).to.deep.equal({
      version: '1.0',
      ruleParameters: '{"allowVirtualMfa":"false"}',
      eventLeftScope: false,
      executionRoleArn:
        'arn:aws:iam::111122223333:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig',
      configRuleArn: 'arn:aws:config:eu-central-1:111122223333:config-rule/config-rule-a1b2c3',
      configRuleName: ruleName,
      configRuleId: 'config-rule-a1b2c3',
      accountId: '111122223333',
    });
    expect(resultToken).to.match(/^\S{30,}$/);
    const { notificationCreationTime, ...notification } = JSON.parse(invokingEvent);
    expect(notification).to.deep.equal({
      awsAccountId: '111122223333',
      messageType: 'ScheduledNotification',
      recordVersion: '1.0',
    });
    expect(notificationCreationTime).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(Date.parse(notificationCreationTime)).to.be.within(before, Date.now());
  });

  it('StartConfigRulesEvaluation does not wait for the function, and survives its failure', async () => {
    const account = anAccount();
    const verdict = Promise.withResolvers<void>();
    serve(account, () => verdict.promise);
    const client = new ConfigServiceClient(configFor(administratorOf(account)));
    const unhandled: unknown[] = [];
    const listen = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', listen);
    try {
      await client.send(new StartConfigRulesEvaluationCommand({ ConfigRuleNames: [ruleName] }));
      verdict.reject(new Error('The function failed'));
      expect(await storedIn(client)).to.deep.equal([]);
    } finally {
      process.off('unhandledRejection', listen);
    }
    expect(unhandled).to.deep.equal([]);
  });

  it('fails an evaluation as the function fails', async () => {
    const failure = new Error('The function failed');
    const { config, rule } = serve(anAccount(), () => Promise.reject(failure));
    expect(await rejection(config.evaluate(rule))).to.equal(failure);
  });

  const onARule: Record<string, (config: ConfigServiceClient) => Promise<unknown>> = {
    DescribeConfigRules: (config) =>
      config.send(new DescribeConfigRulesCommand({ ConfigRuleNames: ['typo'] })),
    StartConfigRulesEvaluation: (config) =>
      config.send(new StartConfigRulesEvaluationCommand({ ConfigRuleNames: ['typo'] })),
    GetComplianceDetailsByConfigRule: (config) =>
      config.send(new GetComplianceDetailsByConfigRuleCommand({ ConfigRuleName: 'typo' })),
    DescribeComplianceByConfigRule: (config) =>
      config.send(new DescribeComplianceByConfigRuleCommand({ ConfigRuleNames: ['typo'] })),
  };
  for (const [operation, send] of Object.entries(onARule)) {
    it(`${operation} refuses a rule that does not exist`, async () => {
      const error = await rejection(send(new ConfigServiceClient(administrator())));
      expect(error).to.be.instanceOf(NoSuchConfigRuleException);
      expect(error.message).to.include("'typo'");
    });
  }
});
