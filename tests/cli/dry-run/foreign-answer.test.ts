import { ListAccountsCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect } from 'chai';
import { awsCalls } from '../../../aws/call.ts';
import { namingForeignAnswers } from '../../../cli/dry-run/foreign-answer.ts';
import { rejection } from '../../rejection.ts';
import { type Answer, queryErrorXml, scriptedAws } from '../../scripted-aws.ts';

const html = { 'content-type': 'text/html; charset=utf-8' };
const page = '<html><body>Blocked</body></html>';

describe('cli/dry-run/foreign-answer', () => {
  /** The messages of two services: STS answers in XML, AWS Organizations in JSON. */
  const answers: Record<string, [Answer, sts: RegExp, organizations: RegExp]> = {
    'a page with status 403': [
      { status: 403, headers: html, body: page },
      /: HTTP 403 with text\/html\. \(advice\)$/,
      /SyntaxError: .+ is not valid JSON \(HTTP 403 with text\/html\)\. \(advice\)$/,
    ],
    'a page with status 200': [
      { headers: html, body: '<!DOCTYPE html><p>Sign in<br></p>' },
      /mismatched tags <br> and <\/p>\. \(HTTP 200 with text\/html\)\. \(advice\)$/,
      /SyntaxError: .+ is not valid JSON \(HTTP 200 with text\/html\)\. \(advice\)$/,
    ],
    'a redirect alone': [
      { status: 302, headers: { location: 'http://login.example/' }, body: '' },
      /: HTTP 302 with a body of no declared type\. \(advice\)$/,
      /: HTTP 302 with a body of no declared type\. \(advice\)$/,
    ],
    'an error of AWS, which has a code in XML': [
      { status: 403, body: queryErrorXml('SignatureDoesNotMatch', 'No.') },
      /: SignatureDoesNotMatch: No\. \(advice\)$/,
      /is not valid JSON \(HTTP 403 with application\/x-amz-json-1\.1\)\. \(advice\)$/,
    ],
  };
  for (const [name, [answer, ...expected]] of Object.entries(answers)) {
    it(`names status and kind of body: ${name}`, async () => {
      const aws = await scriptedAws([answer, answer]);
      const config = { ...aws.clientConfig, maxAttempts: 1 };
      const { call } = awsCalls({ deadline: new AbortController().signal, advise: () => '(advice)' });
      const sts = new STSClient(config);
      const organizations = new OrganizationsClient(config);
      const calls = [
        () => sts.send(new GetCallerIdentityCommand({})),
        () => organizations.send(new ListAccountsCommand({})),
      ];
      for (const [index, send] of calls.entries()) {
        const { message } = await rejection(namingForeignAnswers(call)('a:Call', send));
        expect(message).to.match(expected[index] as RegExp);
        expect(message).to.not.match(/Unknown|Deserialization/);
      }
      await aws.close();
    });
  }
});
