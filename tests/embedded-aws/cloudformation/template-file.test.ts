// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation writes its variables so

import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { readTemplateFile } from '../../../embedded-aws/cloudformation/template-file.ts';
import { rejection } from '../../rejection.ts';
import { folderOfFiles } from '../fixtures.ts';

const deploy = fileURLToPath(new URL('../../../deploy', import.meta.url));

/** What the tests of deploy/ would not tell apart; they read each short form. */
const readAs: Record<string, [yaml: string, value: unknown]> = {
  '!Sub of a folded text': ['!Sub >-\n    {"a":\n    "${A}"}', { 'Fn::Sub': '{"a": "${A}"}' }],
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
