import {
  ConfigService,
  DescribeComplianceByConfigRuleCommand,
  DescribeConfigRulesCommand,
  GetComplianceDetailsByConfigRuleCommand,
  StartConfigRulesEvaluationCommand,
} from '@aws-sdk/client-config-service';
import { expect } from 'chai';
import { administratorOf, roleSession } from '../../../../embedded-aws/services/accounts.ts';
import type { Policy } from '../../../../embedded-aws/services/policy.ts';
import { rejection } from '../../../rejection.ts';
import { anAccount } from '../../fixtures.ts';
import { type Event, endpointOfEachTest, ruleName } from '../endpoint-fixture.ts';

describe('embedded-aws/services/config: rules', () => {
  const { administrator, configFor, serve } = endpointOfEachTest();
  const start = (...ConfigRuleNames: string[]) => new StartConfigRulesEvaluationCommand({ ConfigRuleNames });
  const describeRules = (...ConfigRuleNames: string[]) => new DescribeConfigRulesCommand({ ConfigRuleNames });

  /** An account with the rule, and a client of its administrator. */
  function served(invoke?: (event: Event) => Promise<void>) {
    const account = anAccount();
    return {
      ...serve(account, invoke),
      client: new ConfigService(configFor(administratorOf(account))),
    };
  }

  it('DescribeConfigRules describes the rule', async () => {
    const { ConfigRules } = await served().client.send(describeRules(ruleName));
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
    const { client, config, rule } = served();
    config.put({ ...rule, name: 'another-rule' });
    const { ConfigRules = [] } = await client.describeConfigRules({});
    expect(ConfigRules.map((found) => found.ConfigRuleName)).to.deep.equal([ruleName, 'another-rule']);
  });

  it('StartConfigRulesEvaluation invokes the function with the event of a scheduled rule', async () => {
    const invoked = Promise.withResolvers<Event>();
    const { client } = served(async (event) => invoked.resolve(event));
    const before = Date.now();

    await client.send(start(ruleName));
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
    const verdict = Promise.withResolvers<void>();
    const { client } = served(() => verdict.promise);
    const unhandled: unknown[] = [];
    const listen = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', listen);
    try {
      await client.send(start(ruleName));
      verdict.reject(new Error('The function failed'));
      const details = new GetComplianceDetailsByConfigRuleCommand({ ConfigRuleName: ruleName });
      expect((await client.send(details)).EvaluationResults).to.deep.equal([]);
    } finally {
      process.off('unhandledRejection', listen);
    }
    expect(unhandled).to.deep.equal([]);
  });

  it('StartConfigRulesEvaluation needs a permission on the rule', async () => {
    const account = anAccount();
    const { rule } = serve(account);
    const policy: Policy = { Statement: [{ Effect: 'Allow', Action: 'config:*', Resource: rule.arn }] };
    const client = new ConfigService(configFor(roleSession(account, 'Starter', 'session', [policy])));
    await client.send(start(ruleName));
    const { message } = await rejection(client.send(start('typo')));
    expect(message).to.include(`on resource: ${rule.arn.replace(rule.id, 'typo')} because`);
  });

  for (const command of [
    describeRules('typo'),
    start('typo'),
    new GetComplianceDetailsByConfigRuleCommand({ ConfigRuleName: 'typo' }),
    new DescribeComplianceByConfigRuleCommand({ ConfigRuleNames: ['typo'] }),
  ]) {
    it(`${command.constructor.name} refuses a rule that does not exist`, async () => {
      const error = await rejection(new ConfigService(administrator()).send(command as never));
      expect(error.name).to.equal('NoSuchConfigRuleException');
      expect(error.message).to.include("'typo'");
    });
  }
});
