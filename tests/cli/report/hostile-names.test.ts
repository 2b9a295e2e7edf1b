import { expect } from 'chai';
import { toCsv } from '../../../cli/report/csv.ts';
import { toJson } from '../../../cli/report/json.ts';
import { toMarkdown } from '../../../cli/report/markdown.ts';
import type { Report } from '../../../cli/report/model.ts';
import { toOcsf } from '../../../cli/report/ocsf.ts';
import { toScreen } from '../../../cli/report/screen.ts';
import { aScreen } from '../terminal/a-screen.ts';
import { aReport, compliant, failed, HOSTILE_NAMES, nonCompliant } from './report-fixture.ts';

const screenOptions = { stream: aScreen(80), asListed: false, nextStep: () => 'Next.' };
// biome-ignore lint/suspicious/noControlCharactersInRegex: colours, and they alone
const COLOURS = /\u001b\[(1|2|22|31|32|39)m/g;
const formats = {
  CSV: toCsv,
  JSON: toJson,
  Markdown: toMarkdown,
  OCSF: toOcsf,
  'the screen': (report: Report) => toScreen(report, screenOptions).replaceAll(COLOURS, ''),
};

describe('cli/report: names that are hostile', () => {
  for (const [kind, name] of Object.entries(HOSTILE_NAMES)) {
    const report = aReport([
      nonCompliant({ accountName: name, annotation: name }),
      compliant({ accountName: name }),
      failed({ accountName: name, error: name }),
    ]);
    for (const [format, make] of Object.entries(formats)) {
      it(`${format} holds nothing that a terminal obeys or does not show: ${kind}`, () => {
        expect(make(report).replaceAll(/[\n\u200d]/g, '')).to.not.match(/\p{C}|[\u2028\u2029]/u);
      });
    }

    it(`JSON and OCSF hold the name as it is: ${kind}`, () => {
      expect(JSON.parse(toJson(report)).failures).to.deep.equal([failed({ accountName: name, error: name })]);
      expect(JSON.parse(toOcsf(report))[0].cloud.account.name).to.equal(name);
    });

    it(`CSV keeps an account on its line: ${kind}`, () => {
      expect(toCsv(report).split('\n')).to.have.lengthOf(5);
    });
  }
});
