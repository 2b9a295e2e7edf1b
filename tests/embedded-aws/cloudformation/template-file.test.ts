// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation writes its variables so

import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { readTemplateFile } from '../../../embedded-aws/cloudformation/template-file.ts';
import { rejection } from '../../rejection.ts';
import { folderOfFiles } from '../fixtures.ts';

const deploy = fileURLToPath(new URL('../../../deploy', import.meta.url));

const readAs: Record<string, [yaml: string, value: unknown]> = {
  'a text': ['plain', 'plain'],
  '!Ref': ['!Ref Role', { Ref: 'Role' }],
  '!Ref to a pseudo parameter': ['!Ref AWS::NoValue', { Ref: 'AWS::NoValue' }],
  '!Sub': ['!Sub "${A}-${!B}"', { 'Fn::Sub': '${A}-${!B}' }],
  '!Sub of a folded text': ['!Sub >-\n    {"a":\n    "${A}"}', { 'Fn::Sub': '{"a": "${A}"}' }],
  '!GetAtt': ['!GetAtt Role.Arn', { 'Fn::GetAtt': ['Role', 'Arn'] }],
  '!Equals': ['!Equals [!Ref A, ""]', { 'Fn::Equals': [{ Ref: 'A' }, ''] }],
  '!Not': ['!Not [!Equals [a, b]]', { 'Fn::Not': [{ 'Fn::Equals': ['a', 'b'] }] }],
  '!And': ['!And [!Condition A, !Condition B]', { 'Fn::And': [{ Condition: 'A' }, { Condition: 'B' }] }],
  '!Or': ['!Or [!Condition A, !Condition B]', { 'Fn::Or': [{ Condition: 'A' }, { Condition: 'B' }] }],
  '!Select': ['!Select [1, !Split [":", a:b]]', { 'Fn::Select': [1, { 'Fn::Split': [':', 'a:b'] }] }],
  '!Split': ['!Split [",", !Sub "${A},b"]', { 'Fn::Split': [',', { 'Fn::Sub': '${A},b' }] }],
  '!If': [
    '!If [C, {a: !Ref A}, !Ref AWS::NoValue]',
    { 'Fn::If': ['C', { a: { Ref: 'A' } }, { Ref: 'AWS::NoValue' }] },
  ],
  '!If over several lines': [
    '!If\n    - C\n    - !Split [",", x]\n    - [!Ref A]',
    { 'Fn::If': ['C', { 'Fn::Split': [',', 'x'] }, [{ Ref: 'A' }]] },
  ],
  'the long form': ['{Fn::Sub: "${A}"}', { 'Fn::Sub': '${A}' }],
};

/** What would be read as something else if it were read at all. */
const refused: Record<string, string> = {
  '!Join': '!Join [",", [a, b]]',
  '!ImportValue': '!ImportValue name',
  '!Sub with variables of its own': '!Sub ["${a}", {a: b}]',
  '!GetAtt as a list': '!GetAtt [Role, Arn]',
  'a key twice': '{a: 1, a: 2}',
  'a list that is not closed': '[a',
};

describe('embedded-aws/cloudformation/template-file', () => {
  const { write } = folderOfFiles();

  /** Reads it as a file of deploy/ is read. */
  async function read(yaml: string): Promise<unknown> {
    const path = await write('template.yml', `Resources:\n  Value: ${yaml}\n`);
    return readTemplateFile(relative(deploy, path)).Resources['Value'];
  }

  for (const [name, [yaml, value]] of Object.entries(readAs)) {
    it(`reads ${name}`, async () => expect(await read(yaml)).to.deep.equal(value));
  }

  for (const [name, yaml] of Object.entries(refused)) {
    it(`refuses ${name}`, async () => {
      const error = await rejection(read(yaml));
      expect(error.name).to.match(/^YAML/);
    });
  }
});
