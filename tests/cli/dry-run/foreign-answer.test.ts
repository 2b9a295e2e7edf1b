import { ListAccountsCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect } from 'chai';
import { awsCalls } from '../../../aws/call.ts';
import { adviceIn } from '../../../cli/dry-run/caller-advice.ts';
import { namingForeignAnswers } from '../../../cli/dry-run/foreign-answer.ts';
import { rejection } from '../../rejection.ts';
import { type Answer, queryErrorXml, scriptedAws } from '../../scripted-aws.ts';

const html = { 'content-type': 'text/html; charset=utf-8' };
const redirect = { location: 'http://login.example/', 'content-type': 'text/html' };
const page = '<html><body>Blocked</body></html>';
const proxy = 'AWS does not document such an answer: check for a proxy between you and AWS, and check';
const signIn = 'A proxy or the sign-in page of a network redirects the call: sign in there, name the proxy';

describe('cli/dry-run/foreign-answer', () => {
  const answers: Record<string, [Answer, sts: string, organizations: string]> = {
    'a page with status 403': [
      { status: 403, headers: html, body: page },
      `HTTP 403 with text/html. ${proxy}`,
      `is not valid JSON (HTTP 403 with text/html). ${proxy}`,
    ],
    'a redirect with a page': [
      { status: 302, headers: redirect, body: page },
      `HTTP 302 with text/html. ${signIn}`,
      `is not valid JSON (HTTP 302 with text/html). ${signIn}`,
    ],
    'a redirect alone': [
      { status: 302, headers: { location: 'http://login.example/' }, body: '' },
      `HTTP 302 with a body of no declared type. ${signIn}`,
      `HTTP 302 with a body of no declared type. ${signIn}`,
    ],
    'a page with status 200': [
      { headers: html, body: '<!DOCTYPE html><p>Sign in<br></p>' },
      `mismatched tags <br> and </p>. (HTTP 200 with text/html). ${proxy}`,
      `is not valid JSON (HTTP 200 with text/html). ${proxy}`,
    ],
    'a page with status 502': [
      { status: 502, headers: html, body: page },
      'HTTP 502 with text/html. Run the command again; if it fails again, check for a proxy',
      '(HTTP 502 with text/html). Run the command again; if it fails again, check for a proxy',
    ],
    'a proxy that wants a password': [
      { status: 407, headers: html, body: page },
      'HTTP 407 with text/html. Look at the proxy, HTTPS_PROXY',
      '(HTTP 407 with text/html). Look at the proxy, HTTPS_PROXY',
    ],
    'an error of AWS': [
      { status: 403, body: queryErrorXml('SignatureDoesNotMatch', 'No.') },
      'SignatureDoesNotMatch: No. Check your credentials',
      'is not valid JSON (HTTP 403 with application/x-amz-json-1.1).',
    ],
  };
  for (const [name, [answer, ...expected]] of Object.entries(answers)) {
    it(`names status and kind of body: ${name}`, async () => {
      const aws = await scriptedAws([answer, answer]);
      const config = { ...aws.clientConfig, maxAttempts: 1 };
      const call = namingForeignAnswers(
        awsCalls({ deadline: new AbortController().signal, advise: adviceIn() }).call,
      );
      const errors = [
        await rejection(call('sts:X', () => new STSClient(config).send(new GetCallerIdentityCommand({})))),
        await rejection(
          call('organizations:X', () => new OrganizationsClient(config).send(new ListAccountsCommand({}))),
        ),
      ];
      await aws.close();
      for (const [index, { message }] of errors.entries()) {
        expect(message).to.include(expected[index]);
        expect(message).to.not.include('Unknown').and.not.include('Deserialization');
      }
    });
  }
});
